#pragma once
// One phone, found and proved to be the one that is meant, with a running agent. Reconnects when
// the connection breaks.

#include "host/adb/services.hpp"
#include "host/config/paths.hpp"
#include "host/phone/agent_client.hpp"
#include "host/run/request.hpp"

#include <functional>

namespace edgebench::run {

// Whether it asks for the machine that edgebench runs on, and that machine.
bool means_this_machine(const PhoneSelector& selector);
adb::DeviceHandle this_machine();

// Which phone, of all the servers' phones. Throws what host/adb says when there is none or several.
adb::awaitable<adb::DeviceHandle> find_phone(PhoneSelector selector);

// Decides about the id of a phone: gets what the phone says of itself and returns the id it is to
// have. Throws Error::device_refused for a phone that is not the one that its serial number was
// known for.
using IdentityCheck = std::function<std::string(const DeviceIdentity&)>;

class PhoneSession {
  public:
    // Checks the identity before anything is put on the phone; then deploys and connects.
    static adb::awaitable<PhoneSession> open(adb::DeviceHandle phone, Paths paths,
                                             IdentityCheck check);

    const adb::DeviceHandle& handle() const { return phone_; }
    const DeviceIdentity& identity() const { return identity_; }
    phone::AgentClient& agent() { return agent_; }

    // Waits for the phone, and the adb server, to be back and proves again that it is the same
    // phone, of the same build.
    adb::awaitable<void> reconnect(std::chrono::milliseconds patience);

  private:
    adb::awaitable<void> reconnect_once(std::chrono::milliseconds patience);
    PhoneSession(adb::DeviceHandle phone, Paths paths, DeviceIdentity identity,
                 phone::AgentClient agent);

    adb::DeviceHandle phone_;
    Paths paths_;
    DeviceIdentity identity_;
    phone::AgentClient agent_;
};

// "user@host": whose plan it is.
std::string owner_name();

}  // namespace edgebench::run

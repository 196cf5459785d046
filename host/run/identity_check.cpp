#include "host/run/identity_check.hpp"

#include "host/run/random.hpp"
#include "protocol/error.hpp"

namespace edgebench::run {
namespace {

Error other_phone(const DeviceIdentity& now, const std::string& known) {
    return Error(ErrorCode::device_refused,
                 "the phone with serial number " + now.serial + " has the identity " + now.id +
                     ", but was known as " + known,
                 "Two phones may share a serial number, or its storage was copied. If it is the "
                 "same phone, run again with "
                 "--accept-new-identity.");
}

std::string decide(store::Database& database, DeviceIdentity now, NewIdentity new_identity) {
    const auto known = database.known_device_id(now.serial);
    const bool cleaned = now.id.empty();
    if (cleaned) now.id = known ? *known : new_uuid();
    const bool changed = known && *known != now.id;
    if (changed && new_identity == NewIdentity::refuse) throw other_phone(now, *known);
    if (changed) {
        database.accept_new_identity(now);
    } else {
        database.record_device(now);
    }
    if (known && cleaned)
        database.record_device_event(now, "identity",
                                     "a phone without an id file got its known id back");
    return now.id;
}

}  // namespace

IdentityCheck identity_check(store::Database& database, NewIdentity new_identity) {
    return [&database, new_identity](const DeviceIdentity& now) {
        return decide(database, now, new_identity);
    };
}

}  // namespace edgebench::run

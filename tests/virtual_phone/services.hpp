#pragma once
// What adb can open on the phone: shell, exec, sync and tcp. Each runs inside the container; here
// its bytes are moved.

#include "tests/virtual_phone/adb_connection.hpp"
#include "tests/virtual_phone/container.hpp"

#include <memory>
#include <string>

namespace edgebench::virtual_phone {

constexpr const char* k_features = "shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir";

// Starts the named service on the stream; false if the phone has no such service.
bool open_service(const std::string& service, std::shared_ptr<Stream> stream,
                  std::shared_ptr<Container> container);

}  // namespace edgebench::virtual_phone

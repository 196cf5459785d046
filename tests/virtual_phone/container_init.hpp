#pragma once
// The init of a virtual phone: process 1 of its container, from the same executable. It starts
// commands, the sync service and TCP connections on request, reaps, and measures CPU time. When the
// phone closes the socket it ends, and the kernel ends everything else in its PID namespace with
// it.

#include <string_view>

namespace edgebench::virtual_phone {

// argv[1] that selects it; argv[2..5] are the request socket, the tick pipe, tick and phase in
// nanoseconds.
constexpr std::string_view k_container_init_argument = "--container-init";

int container_init(int argc, char** argv);

}  // namespace edgebench::virtual_phone

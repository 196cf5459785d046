#pragma once
// The system calls that Android's policy refuses to adb's shell, as far as edgebench could stumble
// over them.

#include "tests/virtual_phone/files.hpp"

namespace edgebench::virtual_phone {

// A file with a compiled filter, for bwrap --seccomp. Android lets the shell create no UNIX socket
// in its folder (bind is refused by the path's label). A filter cannot see the path behind bind's
// pointer, so socket(AF_UNIX) itself fails with EACCES here; socketpair works, as there.
UniqueFd seccomp_filter_file();

}  // namespace edgebench::virtual_phone

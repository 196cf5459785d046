#pragma once
// The executable edgebench-virtual-phone: command line, ready line, signals.

namespace edgebench::virtual_phone {

// The exit code.
int run_program(int argc, char** argv);

}  // namespace edgebench::virtual_phone

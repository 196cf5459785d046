#pragma once
// What the shell learns from a command. Of several that apply, the first of this list counts:
// internal, cancelled, usage, infrastructure, trials_failed, not_valid, regression
// (doc/commands.md).

#include "protocol/error.hpp"

namespace edgebench::cli {

enum class ExitCode {
    ok = 0,
    regression = 1,
    usage = 2,           // usage or configuration
    infrastructure = 3,  // no usable phone, lost phone, download, adb, disk, database
    trials_failed = 4,
    not_valid = 5,  // a metric named by --require
    internal = 70,
    cancelled = 130,  // Ctrl-C
};

ExitCode exit_code_of(ErrorCode code);

}  // namespace edgebench::cli

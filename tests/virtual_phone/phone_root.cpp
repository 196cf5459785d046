#include "tests/virtual_phone/phone_root.hpp"

#include "tests/virtual_phone/files.hpp"

#include <sys/utsname.h>

#include <array>
#include <sstream>

namespace edgebench::virtual_phone {
namespace {

namespace fs = std::filesystem;

// Names that toybox or toolbox has on Android.
constexpr std::array k_tools{
    "awk",       "base64",    "basename",  "bash",   "cat",      "chgrp",   "chmod",    "chown",
    "cksum",     "clear",     "cmp",       "comm",   "cp",       "cut",     "date",     "dd",
    "df",        "diff",      "dirname",   "du",     "echo",     "env",     "expand",   "expr",
    "fallocate", "false",     "find",      "flock",  "fmt",      "free",    "getconf",  "grep",
    "egrep",     "fgrep",     "groups",    "gunzip", "gzip",     "head",    "hostname", "id",
    "ionice",    "kill",      "killall",   "ln",     "logname",  "ls",      "md5sum",   "mkdir",
    "mkfifo",    "mktemp",    "mv",        "nice",   "nl",       "nohup",   "nproc",    "od",
    "paste",     "pgrep",     "pidof",     "pkill",  "printenv", "printf",  "ps",       "pwd",
    "readlink",  "realpath",  "renice",    "rm",     "rmdir",    "sed",     "seq",      "setsid",
    "sha1sum",   "sha256sum", "sha512sum", "sleep",  "sort",     "split",   "stat",     "stdbuf",
    "strings",   "sync",      "tac",       "tail",   "tar",      "taskset", "tee",      "test",
    "time",      "timeout",   "top",       "touch",  "tr",       "true",    "truncate", "tty",
    "uname",     "uniq",      "uptime",    "vmstat", "wc",       "which",   "whoami",   "xargs",
    "xxd",       "yes",       "zcat"};

std::string machine_abi() {
    utsname names{};
    ::uname(&names);
    return std::string_view(names.machine) == "aarch64" ? "arm64-v8a" : "x86_64";
}

std::string properties(const Personality& p, const std::string& serial) {
    const std::string abi = machine_abi();
    std::ostringstream text;
    text << "ro.serialno=" << serial << "\nro.boot.serialno=" << serial
         << "\nro.edgebench.simulated=1"
         << "\nro.build.fingerprint=" << p.fingerprint << "\nro.product.name=" << p.product
         << "\nro.product.device=" << p.product << "\nro.product.model=" << p.model
         << "\nro.product.manufacturer=" << p.manufacturer
         << "\nro.product.brand=" << p.manufacturer << "\nro.product.cpu.abi=" << abi
         << "\nro.product.cpu.abilist=" << abi << "\nro.board.platform=" << p.platform
         << "\nro.hardware=" << p.platform << "\nro.soc.model=" << p.platform
         << "\nro.soc.manufacturer=edgebench"
         << "\nro.build.version.release=" << p.release << "\nro.build.version.sdk=" << p.sdk
         << "\nro.build.type=user\nro.debuggable=0\nsys.boot_completed=1\n";
    return text.str();
}

}  // namespace

void make_phone_root(const fs::path& system, const Personality& personality,
                     const std::string& serial) {
    write_file(system / "build.prop", properties(personality, serial));
    write_file(system / "etc/passwd",
               "root:x:0:0::/:/system/bin/sh\nshell:x:2000:2000::/:/system/bin/sh\n");
    write_file(system / "etc/group", "root:x:0:\nshell:x:2000:\n");
    const fs::path bin = system / "bin";
    fs::create_directories(bin);
    fs::create_symlink("/usr/bin/dash", bin / "sh");
    for (const char* tool : k_tools) {
        const fs::path host = fs::path("/usr/bin") / tool;
        if (fs::exists(host)) fs::create_symlink(host, bin / tool);
    }
    for (const auto& [name, text] : root_scripts()) {
        if (name == "perfetto" && personality.perfetto == PerfettoSupport::none) continue;
        write_file(bin / name, text);
        fs::permissions(bin / name, fs::perms(0755));
    }
}

}  // namespace edgebench::virtual_phone

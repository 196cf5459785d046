#include "tests/virtual_phone/seccomp_filter.hpp"

#include "protocol/error.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace edgebench::virtual_phone {
namespace {

#if defined(__x86_64__)
constexpr unsigned k_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned k_architecture = AUDIT_ARCH_AARCH64;
#endif

constexpr sock_filter load(std::size_t offset) {
    return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<unsigned>(offset)};
}
// Skips `otherwise` instructions unless the loaded word is `value`.
constexpr sock_filter unless_equal(unsigned value, unsigned char otherwise) {
    return {BPF_JMP | BPF_JEQ | BPF_K, 0, otherwise, value};
}
constexpr sock_filter give(unsigned action) {
    return {BPF_RET | BPF_K, 0, 0, action};
}

}  // namespace

UniqueFd seccomp_filter_file() {
    // The address family is an int: its low word, on these little-endian machines, is first.
    constexpr std::array filter{
        load(offsetof(seccomp_data, arch)),    unless_equal(k_architecture, 5),
        load(offsetof(seccomp_data, nr)),      unless_equal(SYS_socket, 3),
        load(offsetof(seccomp_data, args[0])), unless_equal(AF_UNIX, 1),
        give(SECCOMP_RET_ERRNO | EACCES),      give(SECCOMP_RET_ALLOW),
    };
    UniqueFd file(::memfd_create("seccomp", MFD_CLOEXEC));
    const auto written = ::write(file.get(), filter.data(), sizeof filter);
    if (written != static_cast<ssize_t>(sizeof filter) || ::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw Error(ErrorCode::host, "cannot write the seccomp filter");
    }
    return file;
}

}  // namespace edgebench::virtual_phone

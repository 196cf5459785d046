#include "tests/virtual_phone/files.hpp"

#include "protocol/error.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace edgebench::virtual_phone {

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

void UniqueFd::reset() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

TempFolder::TempFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "edgebench-phone-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw Error(ErrorCode::host, "cannot make a temporary folder like " + pattern);
    path_ = pattern;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& file, std::string_view text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    if (!stream.flush()) throw Error(ErrorCode::host, "cannot write " + file.string());
}

}  // namespace edgebench::virtual_phone

#include "host/config/text_file.hpp"

#include "protocol/error.hpp"

#include <fstream>
#include <iterator>

namespace edgebench {

std::string read_text_file(const std::filesystem::path& file) {
    constexpr std::uintmax_t k_limit = 64 * 1024 * 1024;
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        throw Error(ErrorCode::configuration, "there is no file " + file.string());
    }
    if (!std::filesystem::is_regular_file(file, error)) {
        throw Error(ErrorCode::configuration, file.string() + " is not a file");
    }
    if (std::filesystem::file_size(file, error) > k_limit) {
        throw Error(ErrorCode::configuration, file.string() + " is larger than 64 MiB");
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(stream), {});
    if (!stream) {
        throw Error(ErrorCode::configuration, "cannot read " + file.string(),
                    "Check that you may read it.");
    }
    return text;
}

}  // namespace edgebench

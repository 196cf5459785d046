#include "host/adb/shell_decoder.hpp"

#include "host/adb/little_endian.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <utility>

namespace edgebench::adb {
namespace {

enum class Packet : std::uint8_t { out = 1, err = 2, exit = 3 };

}  // namespace

ShellDecoder::ShellDecoder(std::size_t max_output) : max_output_(max_output) {}

void ShellDecoder::feed(std::span<const std::byte> bytes) {
    while (!bytes.empty() && !has_exited_) {
        const bool in_header = header_size_ < header_.size();
        const std::size_t taken = in_header ? take_header(bytes) : take_data(bytes);
        bytes = bytes.subspan(taken);
    }
}

std::optional<ShellResult> ShellDecoder::take_result() {
    if (!has_exited_) {
        return std::nullopt;
    }
    return std::move(result_);
}

std::size_t ShellDecoder::take_header(std::span<const std::byte> bytes) {
    const std::size_t count = std::min(bytes.size(), header_.size() - header_size_);
    std::copy_n(bytes.begin(), count, header_.begin() + static_cast<std::ptrdiff_t>(header_size_));
    header_size_ += count;
    if (header_size_ == header_.size()) {
        data_left_ = read_u32(std::span(header_).subspan(1));
        if (data_left_ == 0) {
            header_size_ = 0;
        }
    }
    return count;
}

std::size_t ShellDecoder::take_data(std::span<const std::byte> bytes) {
    const std::size_t count = std::min<std::size_t>(bytes.size(), data_left_);
    const auto data = bytes.first(count);
    switch (static_cast<Packet>(header_[0])) {
        case Packet::out:
            append(result_.out, data);
            break;
        case Packet::err:
            append(result_.err, data);
            break;
        case Packet::exit:
            result_.exit_code = std::to_integer<int>(data[0]);
            has_exited_ = true;
            break;
        default:
            break;  // of a later version: ignored, as adb does
    }
    data_left_ -= static_cast<std::uint32_t>(count);
    if (data_left_ == 0) {
        header_size_ = 0;
    }
    return count;
}

void ShellDecoder::append(std::string& output, std::span<const std::byte> data) {
    if (result_.out.size() + result_.err.size() + data.size() > max_output_) {
        throw Error(ErrorCode::device,
                    "a command wrote more than " + std::to_string(max_output_) + " bytes",
                    "Have it write a file on the phone and pull that.");
    }
    output.append(reinterpret_cast<const char*>(data.data()), data.size());
}

}  // namespace edgebench::adb

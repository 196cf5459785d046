#pragma once
// Numbers for people: as many digits as mean something, and a dash for what could not be had.

#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace edgebench::report {

constexpr const char* k_nothing = "–";

// "62.1", "0.0123", "1235": digits before the point are never cut.
std::string significant(double value, int digits = 3);
std::string significant(std::optional<double> value, int digits = 3);

// The number of a quantity, in its own unit or in MiB.
template <class Tag>
std::optional<double> number(std::optional<Quantity<Tag, double>> quantity) {
    return quantity ? std::optional(quantity->value()) : std::nullopt;
}
std::optional<double> mebibytes(std::optional<Bytes64> bytes);

// "18.3 J"; a dash alone for nothing.
std::string with_unit(std::optional<double> value, const char* unit);
// "+4.10 %" of 0.041.
std::string signed_percent(double share);
std::string whole(std::optional<std::int64_t> value);
// "3 trials", "1 trial"
std::string counted(std::int64_t count, const std::string& noun);
// "512 B", "13.1 MiB", "2.41 GiB"
std::string data_size(std::int64_t bytes);

}  // namespace edgebench::report

#pragma once
// A small random number generator whose output is the same on every machine: integers only, no
// libm.

#include <cstdint>

namespace edgebench::demo {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    // SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t bits() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    // Mean 0, deviation 1: the sum of four uniform numbers is close enough to a bell for weights.
    float normal() {
        const std::uint64_t z = bits();
        const auto sum = static_cast<std::int32_t>((z & 0xffff) + (z >> 16 & 0xffff) +
                                                   (z >> 32 & 0xffff) + (z >> 48));
        constexpr float k_mean = 2.0F * 0xffff;
        constexpr float k_deviation = 37837.2F;  // 65536 * sqrt(4 / 12)
        return (static_cast<float>(sum) - k_mean) / k_deviation;
    }

  private:
    std::uint64_t state_;
};

}  // namespace edgebench::demo

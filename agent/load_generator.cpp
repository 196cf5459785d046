#include "agent/load_generator.hpp"

namespace edgebench::agent {
namespace {

// Floating-point work that stays in registers, for about ten microseconds.
double compute(double value) {
    constexpr int k_rounds = 2000;
    for (int i = 0; i < k_rounds; ++i) value = value * 1.0000001 + 1e-9;
    return value;
}

}  // namespace

LoadGenerator::LoadGenerator(std::int32_t threads) {
    threads_.reserve(static_cast<std::size_t>(threads));
    for (std::int32_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { work(i); });
}

LoadGenerator::~LoadGenerator() {
    set_busy(k_end);
}

void LoadGenerator::set_busy(std::int32_t threads) {
    busy_.store(threads);
    busy_.notify_all();
}

void LoadGenerator::work(std::int32_t index) {
    volatile double sink = 1;  // so that the work cannot be left out
    for (auto busy = busy_.load(); busy != k_end; busy = busy_.load()) {
        if (index < busy) {
            sink = compute(sink);
        } else {
            busy_.wait(busy);
        }
    }
}

}  // namespace edgebench::agent

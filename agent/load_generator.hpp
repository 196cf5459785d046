#pragma once
// A load of known shape on the phone's processors: so many threads compute, the others sleep. Its
// threads exist before the window and make no system call while their number stays the same.

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace edgebench::agent {

class LoadGenerator {
  public:
    // Starts `threads` threads, all asleep.
    explicit LoadGenerator(std::int32_t threads);
    ~LoadGenerator();
    LoadGenerator(const LoadGenerator&) = delete;
    LoadGenerator& operator=(const LoadGenerator&) = delete;

    // From now on the first `threads` of them compute.
    void set_busy(std::int32_t threads);

  private:
    void work(std::int32_t index);

    static constexpr std::int32_t k_end = -1;
    std::atomic<std::int32_t> busy_{0};
    std::vector<std::jthread> threads_;
};

}  // namespace edgebench::agent

#pragma once
// Shows how a run goes on: a changing line on a terminal, now and then a line of its own elsewhere.

#include "host/cli/byte_progress.hpp"
#include "host/cli/console.hpp"
#include "host/cli/download_text.hpp"
#include "host/run/request.hpp"

#include <cstdint>
#include <string>

namespace edgebench::cli {

class RunProgress {
  public:
    explicit RunProgress(Console& console) : console_(console) {}

    // Refers to this object.
    run::RunObserver observer();

  private:
    void show_trial(const Attempt& attempt, std::int64_t ended, std::int64_t total);

    Console& console_;
    ByteProgress bytes_{console_};
    DownloadText downloads_{console_};
};

}  // namespace edgebench::cli

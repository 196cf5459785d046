#include "host/metrics/reasons.hpp"

#include <array>
#include <utility>

namespace edgebench {
namespace {

using Hint = std::pair<std::string_view, std::string_view>;

constexpr std::array k_hints{
    Hint{"failed", "`edgebench show TRIAL` prints the engine's last log lines."},
    Hint{"not admitted",
         "Cool, charge or free the phone as `edgebench show TRIAL` says, then run "
         "the same command again: it resumes."},
    Hint{"cancelled", "Run the same command again: it resumes."},
    Hint{"interrupted", "Run the same command again: it resumes."},
    Hint{"truncated", "Raise --context, or ask for fewer --output-tokens."},
    Hint{"page cache not cold",
         "The phone kept the model in memory, as a file system in memory does: leave --page-cache "
         "out, and see page_cache_resident_share for what the load found."},
    Hint{"page cache not warm",
         "The model does not fit into the phone's free memory: close apps, or choose a smaller "
         "model."},
    Hint{"backend not used",
         "`edgebench show TRIAL` says where the engine computed: see `edgebench engines` for what "
         "it "
         "has, or choose another --backend."},
    Hint{"disturbed",
         "Leave the phone alone during a trial: do not collect or look at it from "
         "another terminal."},
    Hint{"suspended", "Keep the screen on: the phone slept inside the measured window."},
    Hint{"throttled",
         "The phone slowed down or got hot: let it cool, take it out of its case, use fewer "
         "--threads or ask for fewer --output-tokens."},
    Hint{"token counts missing",
         "The engine reported no timings: use an engine listed by "
         "configs/engines."},
    Hint{"no token observed", "The engine sent no token: raise --output-tokens."},
    Hint{"charging", "Unplug the phone (`adb tcpip 5555` or wireless pairing keeps it reachable)."},
    Hint{"charging state unknown",
         "The phone does not say whether it charges; `edgebench doctor` "
         "says what it shows."},
    Hint{"unfinished", "`edgebench show TRIAL` says how far the trial came."},
    Hint{"no power readings",
         "The phone shows no battery current to the shell; `edgebench doctor` "
         "says which sources it has."},
    Hint{"gauge not qualified", "Run `edgebench doctor --gauge` on battery power."},
    Hint{"sampling gap", "The sampler was not scheduled in time: use fewer --threads than cores."},
    Hint{"idle too short", "Leave --idle out, or make it longer."},
    Hint{"too short for this gauge",
         "Raise --output-tokens: the answer must span more refreshes "
         "of the gauge."},
    Hint{"baseline drift",
         "The phone idled differently before and after: close apps, stop updates, and leave it "
         "alone for some minutes."},
    Hint{"stale voltage",
         "The voltage was not renewed early in the answer: raise --output-tokens, so that the "
         "answer spans several renewals."},
    Hint{"stalled gauge",
         "The gauge showed nothing new for several refreshes: run the same command again; if it "
         "comes back, run `edgebench doctor --gauge`."},
    Hint{"voltage missing",
         "The phone shows no battery voltage to the shell; `edgebench doctor` "
         "says which sources it has."},
    Hint{"sustained",
         "A sustained trial gives speed, power and temperature by the minute, not one answer."},
    Hint{"no reference", "Give the prompt a reference and scorers in its prompt set."},
    Hint{"memory unreadable", "The phone does not show the engine's memory to the shell."},
};

}  // namespace

std::string hint_for(std::string_view reason) {
    for (const auto& [candidate, hint] : k_hints) {
        if (candidate == reason) return std::string(hint);
    }
    return {};
}

}  // namespace edgebench

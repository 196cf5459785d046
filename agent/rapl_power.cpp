#include "agent/rapl_power.hpp"

#include "agent/open_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace edgebench::agent {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_name = "rapl";

// One per processor package: "package-0". What lies inside a package, or beside them ("psys"), is
// not counted twice.
std::vector<fs::path> packages(const fs::path& sys_root) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (fs::directory_iterator entry(sys_root / "class/powercap", ignored), end; entry != end;
         entry.increment(ignored)) {
        const auto name = OpenFile(entry->path() / "name").text();
        if (name && name->starts_with("package")) found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

class Counter {
  public:
    Counter(OpenFile energy, std::optional<std::int64_t> range_uj)
        : energy_(std::move(energy)), range_uj_(range_uj), last_(energy_.integer()) {}

    bool readable() const { return last_.has_value(); }

    // Since it was made, in uJ.
    std::optional<std::int64_t> read() {
        const auto now = energy_.integer();
        if (!now || !last_) return std::nullopt;
        const bool began_again = *now < *last_;
        if (began_again && !range_uj_) last_.reset();  // nobody knows how far it had come
        if (!last_) return std::nullopt;
        total_uj_ += *now - *last_ + (began_again ? *range_uj_ : 0);
        last_ = now;
        return total_uj_;
    }

  private:
    OpenFile energy_;
    std::optional<std::int64_t> range_uj_;  // it begins at 0 again behind this
    std::optional<std::int64_t> last_;
    std::int64_t total_uj_ = 0;
};

class RaplPower : public PowerSource {
  public:
    explicit RaplPower(std::vector<Counter> counters) : counters_(std::move(counters)) {}

    std::string name() const override { return k_name; }

    std::optional<RawReading> poll() override {
        RawReading reading;
        for (auto& counter : counters_) {
            const auto energy = counter.read();
            if (!energy) return std::nullopt;
            reading.current_raw += *energy;
        }
        return reading;
    }

  private:
    std::vector<Counter> counters_;
};

}  // namespace

std::unique_ptr<PowerSource> open_rapl(const fs::path& sys_root) {
    std::vector<Counter> counters;
    for (const auto& package : packages(sys_root)) {
        const auto range = OpenFile(package / "max_energy_range_uj").integer();
        Counter counter(OpenFile(package / "energy_uj"), range);
        if (!counter.readable()) return nullptr;
        counters.push_back(std::move(counter));
    }
    if (counters.empty()) return nullptr;
    return std::make_unique<RaplPower>(std::move(counters));
}

PowerSourceInfo probe_rapl(const fs::path& sys_root) {
    PowerSourceInfo info;
    info.name = k_name;
    const auto found = packages(sys_root);
    if (found.empty()) info.detail = "no processor in " + (sys_root / "class/powercap").string();
    for (const auto& package : found) {
        const auto path = package / "energy_uj";
        const OpenFile energy(path);
        info.available = energy.integer().has_value();
        info.detail += (info.detail.empty() ? "" : ", ") + path.string();
        if (info.available) continue;
        const bool refused = energy.error() == EACCES || energy.error() == EPERM;
        info.detail += refused ? ": only root may read it (`chmod o+r` it, or run as root)"
                               : ": " + std::generic_category().message(energy.error());
        break;
    }
    return info;
}

}  // namespace edgebench::agent

#include "host/config/meter_recording.hpp"

#include "host/config/csv_fields.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace edgebench {
namespace {

constexpr const char* k_columns =
    "A meter's recording is CSV with a header that names a time, a current and a voltage with "
    "their units, such as Time (s),Main Avg Current (mA),Main Avg Voltage (V).";
constexpr std::size_t k_longest_line = 4096;
constexpr double k_longest_meter_s = 2 * 86'400;
constexpr double k_most_watts = 10'000;
// A point of the result per millisecond is enough for any edge, and bounds the memory.
constexpr Seconds k_resolution{0.001};
// A slower meter sees too little of a load's edges to be aligned by them.
constexpr Seconds k_slowest_step{0.1};
constexpr std::size_t k_fewest_samples = 100;
// A Monsoon takes 5,000 samples a second.
constexpr Seconds k_monsoon_step{0.0002};

class Parser {
  public:
    Parser(std::istream& text, const std::string& file) : text_(text), file_(file) {}
    MeterRecording parse();

  private:
    struct Column {
        std::size_t index = 0;
        double scale = 1;  // to seconds, amperes, volts or watts
        std::string name;
    };
    using Units = std::array<std::pair<const char*, double>, 3>;
    struct Sample {
        double time = 0;  // in the file's unit
        double watts = 0;
    };

    [[noreturn]] void refuse(const std::string& cause, const std::string& hint = k_columns) const {
        throw Error(ErrorCode::configuration,
                    file_ + ", line " + std::to_string(number_) + ": " + cause, hint);
    }
    bool next_line();
    void read_header();
    Column time_column() const;
    std::optional<Column> column(const char* what, const Units& units) const;
    std::optional<Sample> sample() const;
    void add(const Sample& sample);
    void finish_instant();
    Seconds time_of(const Sample& sample) const;
    void keep(const Sample& sample);
    void choose_time_unit();

    std::istream& text_;
    const std::string& file_;
    std::array<char, k_longest_line> buffer_{};
    std::string_view line_;
    std::size_t number_ = 0;
    char separator_ = ',';
    std::vector<std::string> names_;
    Column time_;
    std::optional<Column> current_, voltage_, power_;

    // Several samples may carry one time, where it was printed with too few digits.
    Sample instant_;  // watts: the sum of them
    std::size_t at_instant_ = 0;
    std::optional<Sample> previous_;
    double origin_ = 0, energy_ = 0;  // watts times the file's unit of time
    double longest_step_ = 0;
    std::size_t broken_ = 0, first_broken_ = 0;
    MeterRecording recording_;
    std::vector<double> first_steps_;
};

// What a header calls a channel or a statistic beside the one that is meant, and what it calls
// that.
int preference(const std::string& name) {
    int preference = 0;
    for (const auto* other : {"usb", "aux", "max", "min", "peak", "std", "rms"}) {
        if (has_word(name, other)) preference -= 4;
    }
    if (has_word(name, "main")) preference += 2;
    if (has_word(name, "avg") || has_word(name, "average") || has_word(name, "mean")) ++preference;
    return preference;
}

bool Parser::next_line() {
    while (true) {
        text_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        const auto length = static_cast<std::size_t>(text_.gcount());
        if (length == 0 && !text_) return false;
        ++number_;
        if (text_.fail()) refuse("it is longer than 4 KiB");
        line_ = std::string_view(buffer_.data(), text_.eof() ? length : length - 1);
        const auto text = trimmed(line_);
        if (!text.empty() && text.front() != '#') return true;
    }
}

std::optional<Parser::Column> Parser::column(const char* what, const Units& units) const {
    std::vector<Column> found;
    int best = -1000;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const auto unit = std::ranges::find_if(
            units, [&](const auto& known) { return has_word(names_[i], known.first); });
        if (i == time_.index || unit == units.end()) continue;
        const int liked = preference(names_[i]);
        if (liked > best) found.clear();
        best = std::max(best, liked);
        if (liked == best) found.push_back({i, unit->second, names_[i]});
    }
    if (found.empty()) return std::nullopt;
    if (found.size() > 1) {
        refuse("both " + in_quotes(found[0].name) + " and " + in_quotes(found[1].name) +
                   " may be the " + what,
               "Keep only the column that is the phone's supply.");
    }
    return found.front();
}

Parser::Column Parser::time_column() const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const auto& name = names_[i];
        const bool is_time = name.find("time") != std::string::npos || has_word(name, "elapsed") ||
                             name.starts_with("t ");
        if (!is_time) continue;
        const auto scale = stated_time_scale(name);
        if (scale) return {i, *scale, name};
        refuse("the column " + in_quotes(name) + " does not say its unit",
               "Name it Time (s), Time (ms) or Time (us).");
    }
    refuse("no column of it is a time");
}

void Parser::read_header() {
    if (!next_line()) {
        ++number_;
        refuse("the file is empty");
    }
    auto header = line_;
    if (header.starts_with("\xFF\xFE") || header.starts_with("\xFE\xFF")) {
        refuse("it is UTF-16", "Save it as UTF-8.");
    }
    if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);
    separator_ = separator_of(header);
    for (const auto field : split_csv(header, separator_)) names_.push_back(plain_name(field));
    time_ = time_column();
    power_ = column("power", {{{"w", 1}, {"mw", 1e-3}, {"uw", 1e-6}}});
    if (power_) return;
    current_ = column("current", {{{"a", 1}, {"ma", 1e-3}, {"ua", 1e-6}}});
    voltage_ = column("voltage", {{{"v", 1}, {"mv", 1e-3}, {"uv", 1e-6}}});
    if (!current_) refuse("no column of it is a current with its unit (A, mA or uA)");
    if (!voltage_) {
        refuse("no column of it is a voltage with its unit (V, mV or uV)",
               "Without the voltage there is no power: record it too, or add a column with the "
               "voltage that the meter was set to.");
    }
}

std::optional<Parser::Sample> Parser::sample() const {
    const auto fields = split_csv(line_, separator_);
    const auto value = [&](const Column& column) -> std::optional<double> {
        if (column.index >= fields.size()) return std::nullopt;
        const auto number = number_of(fields[column.index], separator_);
        return number ? std::optional(*number * column.scale) : std::nullopt;
    };
    if (time_.index >= fields.size()) return std::nullopt;
    const auto time = number_of(fields[time_.index], separator_);
    const auto power = power_ ? value(*power_) : value(*current_);
    const auto volts = power_ ? std::optional(1.0) : value(*voltage_);
    if (!time || !power || !volts || std::abs(*power * *volts) > k_most_watts) return std::nullopt;
    return Sample{*time, *power * *volts};
}

void Parser::add(const Sample& sample) {
    if (at_instant_ == 0) {
        instant_ = sample;
    } else if (sample.time == instant_.time) {
        instant_.watts += sample.watts;
    } else {
        if (sample.time < instant_.time) {
            refuse("its time is before that of the line above",
                   "Give one recording per file, as the meter wrote it.");
        }
        finish_instant();
        at_instant_ = 0;
        instant_ = sample;
    }
    ++at_instant_;
    ++recording_.samples;
}

Seconds Parser::time_of(const Sample& sample) const {
    return Seconds((sample.time - origin_) * time_.scale);
}

void Parser::keep(const Sample& sample) {
    recording_.time.push_back(time_of(sample));
    recording_.energy.emplace_back(energy_ * time_.scale);
}

// The power between two samples is their mean.
void Parser::finish_instant() {
    const Sample now{instant_.time, instant_.watts / static_cast<double>(at_instant_)};
    if (!previous_) {
        origin_ = now.time;
        keep(now);
    } else {
        const double step = now.time - previous_->time;
        longest_step_ = std::max(longest_step_, step);
        energy_ += (now.watts + previous_->watts) / 2 * step;
        if (first_steps_.size() < k_fewest_samples) first_steps_.push_back(step);
        if (first_steps_.size() == k_fewest_samples) choose_time_unit();
        const bool is_next = time_of(now) - recording_.time.back() >= k_resolution * 0.999;
        if (time_of(now).value() > k_longest_meter_s)
            refuse("it is more than two days behind the first");
        if (is_next || first_steps_.size() < k_fewest_samples) keep(now);
    }
    previous_ = now;
}

// PyMonsoon prints seconds under "Time(ms)": a Monsoon whose samples seem to be closer than it can
// take them.
void Parser::choose_time_unit() {
    auto steps = first_steps_;
    first_steps_.push_back(0);  // more than that many: the unit is chosen
    std::nth_element(steps.begin(), steps.begin() + k_fewest_samples / 2, steps.end());
    const Seconds step(steps[k_fewest_samples / 2] * time_.scale);
    const bool is_monsoon = current_ && has_word(current_->name, "main");
    if (is_monsoon && time_.scale == 1e-3 && step < k_monsoon_step * 0.9) {
        for (auto& time : recording_.time) time = time * 1e3;
        for (auto& energy : recording_.energy) energy = energy * 1e3;
        time_.scale = 1;
        recording_.notes.emplace_back(
            "times taken as seconds: PyMonsoon writes them under 'Time(ms)', and a Monsoon is not "
            "that fast");
    } else if (step > k_slowest_step) {
        refuse("its samples are " + std::to_string(step.value()) + " s apart",
               "The edges of a load are found in samples that are 0.1 s apart or closer: raise the "
               "meter's rate, or check the unit of its time column.");
    }
}

MeterRecording Parser::parse() {
    read_header();
    while (next_line()) {
        if (const auto read = sample()) {
            add(*read);
        } else if (broken_++ == 0) {
            first_broken_ = number_;
        }
    }
    if (recording_.samples <= k_fewest_samples || broken_ * 100 > recording_.samples) {
        number_ = broken_ > 0 ? first_broken_ : number_;
        refuse(std::to_string(recording_.samples) + " samples and " + std::to_string(broken_) +
               " lines that are none");
    }
    finish_instant();
    if (first_steps_.size() < k_fewest_samples) refuse("its times hardly change");
    if (recording_.time.back() < time_of(*previous_)) keep(*previous_);
    if (broken_ > 0) {
        recording_.notes.push_back(std::to_string(broken_) + " lines left out, the first is " +
                                   std::to_string(first_broken_));
    }
    recording_.longest_step = Seconds(longest_step_ * time_.scale);
    return std::move(recording_);
}

}  // namespace

MeterRecording parse_meter_recording(std::istream& text, const std::string& file) {
    return Parser(text, file).parse();
}

MeterRecording read_meter_recording(const std::filesystem::path& file) {
    std::error_code error;
    std::ifstream stream(file, std::ios::binary);
    if (!std::filesystem::is_regular_file(file, error) || !stream) {
        throw Error(ErrorCode::configuration, "cannot read " + file.string(),
                    "Give the CSV file that the meter's program exported.");
    }
    return parse_meter_recording(stream, file.string());
}

}  // namespace edgebench

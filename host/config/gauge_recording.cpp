#include "host/config/gauge_recording.hpp"

#include "host/config/csv_fields.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace edgebench {
namespace {

constexpr const char* k_expected =
    "A recording is CSV with a header that names a time and a current column, such as "
    "time_ms,current_now: one row per poll.";
constexpr double k_longest_s = 366 * 86'400;  // of a recording, from its middle
constexpr double k_no_value = 2'147'483'647;  // Android's mark of an unsupported property

[[noreturn]] void refuse(const std::string& file, std::size_t line, const std::string& cause,
                         const std::string& hint = k_expected) {
    throw Error(ErrorCode::configuration, file + ", line " + std::to_string(line) + ": " + cause,
                hint);
}

struct Line {
    std::size_t number = 0;
    std::string_view text;
};

// Ends with LF, CRLF or CR; empty lines and comments are none.
std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        const auto line = trimmed(text.substr(0, end));
        ++number;
        if (!line.empty() && line.front() != '#') lines.push_back({number, text.substr(0, end)});
        const bool crlf = text.substr(end, 2) == "\r\n";
        text.remove_prefix(std::min(text.size(), end + (crlf ? 2 : 1)));
    }
    return lines;
}

bool has(const std::string& name, std::string_view part) {
    return name.find(part) != std::string::npos;
}

// How surely a column is meant; 0: not at all.
int likeness_to_time(const std::string& name) {
    if (has(name, "timestamp") || has(name, "time stamp")) return 3;
    if (has_word(name, "time")) return 2;
    const bool may = has(name, "time") || has(name, "elapsed") || has(name, "epoch") ||
                     has(name, "millis") || has(name, "nanos") || name == "t" || name == "ts";
    return may ? 1 : 0;
}

int likeness_to_current(const std::string& name) {
    for (const auto* other : {"average", "avg", "max", "limit", "time", "volt"}) {
        if (has(name, other)) return 0;
    }
    if (has(name, "current now") || has(name, "currentnow")) return 3;
    if (has(name, "current")) return 2;
    const bool may = has_word(name, "ua") || has_word(name, "ma") || has(name, "amp") ||
                     has(name, "ibat") || name == "i" || name == "curr";
    return may ? 1 : 0;
}

struct Columns {
    std::size_t time = 0, current = 1;
    std::optional<double> scale;  // of time, to seconds
    bool named = false;
};

using Likeness = int (*)(const std::string&);

std::optional<std::size_t> most_alike(const std::vector<std::string>& names, Likeness likeness) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < names.size(); ++i) {
        if (likeness(names[i]) > likeness(names[best])) best = i;
    }
    return likeness(names[best]) > 0 ? std::optional(best) : std::nullopt;
}

Columns columns_of(const Line& first, char separator, const std::string& file) {
    const auto fields = split_csv(first.text, separator);
    const auto is_number = [&](auto field) { return number_of(field, separator).has_value(); };
    if (fields.size() >= 2 && is_number(fields[0]) && is_number(fields[1])) return {};
    std::vector<std::string> names;
    std::string shown;
    for (const auto field : fields) {
        names.push_back(plain_name(field));
        shown += (shown.empty() ? "" : ", ") + in_quotes(field);
        if (shown.size() > 200) break;
    }
    const auto time = most_alike(names, likeness_to_time);
    const auto current = most_alike(names, likeness_to_current);
    if (!time || !current || *time == *current) {
        refuse(file, first.number,
               std::string("no column of it is a ") + (!time ? "time" : "current") + ": " + shown);
    }
    return {*time, *current, stated_time_scale(names[*time]), true};
}

struct Row {
    double time = 0, current = 0;
    std::size_t line = 0;
};

// Why a line is no poll, for people; empty if it is one.
std::string read_row(const CsvFields& fields, const Columns& columns, char separator, Row& row) {
    if (fields.size() <= std::max(columns.time, columns.current)) return "a column is missing";
    const auto time = number_of(fields[columns.time], separator);
    const auto current = number_of(fields[columns.current], separator);
    if (!time) return in_quotes(fields[columns.time]) + " is not a time";
    if (!current) return in_quotes(fields[columns.current]) + " is not a current";
    if (std::abs(*current) >= k_no_value) return "the phone does not report its current";
    row.time = *time;
    row.current = *current;
    return {};
}

// The usual and the shorter steps from one row to the next.
struct Steps {
    double median = 0, short_one = 0, long_one = 0;
};

Steps steps_of(const std::vector<Row>& rows) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].time > rows[i - 1].time) steps.push_back(rows[i].time - rows[i - 1].time);
    }
    if (steps.empty()) return {};
    std::sort(steps.begin(), steps.end());
    const auto last = steps.size() - 1;
    return {steps[last / 2], steps[last / 10], steps[last * 9 / 10]};
}

double median_time(std::vector<Row> rows) {
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
    std::nth_element(rows.begin(), middle, rows.end(),
                     [](const Row& a, const Row& b) { return a.time < b.time; });
    return middle->time;
}

struct TimeScale {
    double to_seconds = 1;
    std::string note;
};

// A date of this century has the right magnitude in one unit only; polls of a time that begins
// anywhere are taken to be 8 ms to 8 s apart.
TimeScale time_scale(const std::vector<Row>& rows, const Columns& columns, const std::string& file,
                     std::size_t line) {
    if (columns.scale) return {*columns.scale, {}};
    constexpr double k_from_s = 9.4e8, k_to_s = 4.1e9;  // 2000 to 2099
    const auto steps = steps_of(rows);
    struct Unit {
        double scale;
        const char* name;
    };
    constexpr Unit k_units[] = {
        {1, "seconds"}, {1e-3, "milliseconds"}, {1e-6, "microseconds"}, {1e-9, "nanoseconds"}};
    for (const auto& unit : k_units) {
        const double at = median_time(rows) * unit.scale, step = steps.median * unit.scale;
        const bool is_date = at > k_from_s && at < k_to_s;
        if (is_date && step >= 0 && step < 1000) return {unit.scale, {}};
    }
    const bool even = steps.short_one == steps.long_one;
    if ((steps.median >= 1 && steps.median < 8) || (even && steps.median < 80 && steps.median >= 8))
        refuse(file, line, "its times may be seconds or milliseconds",
               "Name the column time_s or time_ms in the header.");
    for (const auto& unit : k_units) {
        const double step = steps.median * unit.scale;
        if (step >= 0.008 && step < 8) {
            return {unit.scale, std::string("times taken as ") + unit.name};
        }
    }
    if (rows.size() < 2 || steps.median == 0) return {1e-3, {}};
    refuse(file, line, "the unit of its times cannot be told",
           "Name the column time_s, time_ms, time_us or time_ns in the header.");
}

void sort_by_time(std::vector<Row>& rows, std::vector<std::string>& notes) {
    const auto earlier = [](const Row& a, const Row& b) {
        return a.time < b.time || (a.time == b.time && a.line < b.line);
    };
    if (!std::is_sorted(rows.begin(), rows.end(), earlier)) {
        std::sort(rows.begin(), rows.end(), earlier);
        notes.emplace_back("rows were not in the order of time and have been sorted");
    }
    // Of rows with one time the last one is what later rows follow.
    const auto kept = std::unique(rows.rbegin(), rows.rend(),
                                  [](const Row& a, const Row& b) { return a.time == b.time; });
    const auto doubles = std::distance(rows.begin(), kept.base());
    if (doubles > 0) {
        notes.push_back(std::to_string(doubles) + " rows had the time of another row");
        rows.erase(rows.begin(), kept.base());
    }
}

// Whatever garbled line gave them.
void drop_strays(std::vector<Row>& rows, double scale, std::vector<std::string>& notes) {
    const double middle = median_time(rows);
    const auto strays = std::erase_if(
        rows, [&](const Row& row) { return std::abs(row.time - middle) * scale > k_longest_s; });
    if (strays == 0) return;
    notes.push_back(std::to_string(strays) + " rows left out: more than a year from the others");
}

struct Rows {
    std::vector<Row> rows;
    std::size_t broken = 0, first_broken = 0;
    std::string first_cause;
};

Rows read_rows(std::span<const Line> lines, const Columns& columns, char separator) {
    Rows result;
    for (const auto& line : lines) {
        Row row{.line = line.number};
        const auto cause = read_row(split_csv(line.text, separator), columns, separator, row);
        if (cause.empty()) {
            result.rows.push_back(row);
        } else if (result.broken++ == 0) {
            result.first_broken = line.number;
            result.first_cause = cause;
        }
    }
    return result;
}

}  // namespace

GaugeRecording parse_gauge_recording(std::string_view text, const std::string& file) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        refuse(file, 1, "it is UTF-16", "Save it as UTF-8.");
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto lines = lines_of(text);
    if (lines.empty()) refuse(file, 1, "the file is empty");
    const auto separator = separator_of(lines.front().text);
    const auto columns = columns_of(lines.front(), separator, file);
    auto read = read_rows(std::span(lines).subspan(columns.named ? 1 : 0), columns, separator);
    if (read.rows.empty() || read.broken > read.rows.size()) {
        if (read.broken == 0) refuse(file, lines.front().number, "no reading follows the header");
        refuse(file, read.first_broken,
               read.first_cause + ", and " + std::to_string(read.broken) + " of " +
                   std::to_string(read.broken + read.rows.size()) + " lines are no poll");
    }
    GaugeRecording recording;
    if (!columns.named) recording.notes.emplace_back("no header: time, then current");
    if (read.broken > 0) {
        recording.notes.push_back(std::to_string(read.broken) + " lines left out, the first is " +
                                  std::to_string(read.first_broken) + ": " + read.first_cause);
    }
    const auto scale = time_scale(read.rows, columns, file, lines.front().number);
    if (!scale.note.empty()) recording.notes.push_back(scale.note);
    drop_strays(read.rows, scale.to_seconds, recording.notes);
    sort_by_time(read.rows, recording.notes);
    const double origin = read.rows.front().time;
    for (const auto& row : read.rows) {
        const double seconds = (row.time - origin) * scale.to_seconds;
        recording.time.emplace_back(std::llround(seconds * 1e9));
        recording.current_raw.push_back(row.current);
    }
    return recording;
}

}  // namespace edgebench

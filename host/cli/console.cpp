#include "host/cli/console.hpp"

#include "host/report/safe_text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace edgebench::cli {
namespace {

std::optional<std::size_t> terminal_width(int descriptor) {
    constexpr std::size_t k_usual = 80;
    if (::isatty(descriptor) == 0) return std::nullopt;
    winsize size{};
    const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : k_usual;
}

// no-color.org: any value but an empty one.
bool no_color() {
    const char* value = std::getenv("NO_COLOR");
    return value != nullptr && *value != '\0';
}

const char* code_of(Style style) {
    switch (style) {
        case Style::plain:
            return "";
        case Style::error:
            return "\x1b[1;31m";
        case Style::hint:
            return "\x1b[36m";
        case Style::warning:
            return "\x1b[33m";
        case Style::good:
            return "\x1b[32m";
    }
    return "";
}

std::string styled(Style style, std::string_view text, bool coloured) {
    if (!coloured || style == Style::plain) return std::string(text);
    return code_of(style) + std::string(text) + "\x1b[0m";
}

bool wants_colour(ColourChoice choice, bool is_terminal) {
    if (choice == ColourChoice::always) return true;
    return choice == ColourChoice::automatic && is_terminal && !no_color();
}

}  // namespace

Console Console::of_this_process() {
    return Console(
        {std::cout, std::cerr, terminal_width(STDOUT_FILENO), terminal_width(STDERR_FILENO)});
}

void Console::choose_colour(ColourChoice choice) {
    colour_ = choice;
}

log::Colour Console::log_colour() const {
    const bool coloured = wants_colour(colour_, streams_.err_width.has_value());
    return coloured ? log::Colour::if_terminal : log::Colour::never;
}

void Console::out(std::string_view text) {
    clear_status();
    streams_.out << text << std::flush;
}

void Console::err(std::string_view text) {
    clear_status();
    streams_.err << text << std::flush;
}

std::string Console::styled_out(Style style, std::string_view text) const {
    return styled(style, text, wants_colour(colour_, streams_.out_width.has_value()));
}

void Console::print(const Error& error) {
    const bool coloured = wants_colour(colour_, streams_.err_width.has_value());
    const auto safe = [](const std::string& text) {
        return report::safe_text(text, report::LineBreaks::keep);
    };
    err(styled(Style::error, "error:", coloured) + " " + safe(error.message()) + "\n");
    if (!error.hint().empty()) {
        err(styled(Style::hint, "hint:", coloured) + " " + safe(error.hint()) + "\n");
    }
}

void Console::show_status(std::string_view line) {
    if (!streams_.err_width) return;
    streams_.err << "\r\x1b[K" << report::shortened(line, *streams_.err_width - 1) << std::flush;
    status_shown_ = true;
}

void Console::clear_status() {
    if (!status_shown_) return;
    streams_.err << "\r\x1b[K" << std::flush;
    status_shown_ = false;
}

void Console::require_written() {
    streams_.out.flush();
    if (streams_.out) return;
    throw Error(ErrorCode::host, "standard output could not take all of the result",
                "Is the disk full, or was the reader closed?");
}

}  // namespace edgebench::cli

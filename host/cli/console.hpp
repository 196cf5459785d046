#pragma once
// Standard output for results, standard error for everything else, and what the two are connected
// to.

#include "host/cli/options.hpp"
#include "protocol/error.hpp"

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string_view>

namespace edgebench::cli {

enum class Style { plain, error, hint, warning, good };

class Console {
  public:
    struct Streams {
        std::ostream& out;
        std::ostream& err;
        std::optional<std::size_t> out_width;  // of the terminal; nothing: not a terminal
        std::optional<std::size_t> err_width;
    };
    explicit Console(Streams streams) : streams_(streams) {}
    static Console of_this_process();

    void choose_colour(ColourChoice choice);
    log::Colour log_colour() const;

    void out(std::string_view text);
    void err(std::string_view text);
    // Coloured where the stream is a terminal and colours are wanted.
    std::string styled_out(Style style, std::string_view text) const;
    // "error: …", "hint: …"
    void print(const Error& error);

    // Shows a line on the terminal that the next output replaces. Nothing where standard error is
    // no terminal.
    void show_status(std::string_view line);
    std::optional<std::size_t> out_width() const { return streams_.out_width; }
    std::optional<std::size_t> err_width() const { return streams_.err_width; }

    // Throws Error::host if standard output could not take everything (a full disk).
    void require_written();

  private:
    void clear_status();

    Streams streams_;
    ColourChoice colour_ = ColourChoice::automatic;
    bool status_shown_ = false;
};

}  // namespace edgebench::cli

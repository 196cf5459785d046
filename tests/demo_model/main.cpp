// make-demo-model OUT.gguf [--layers N] [--width N] [--hidden N] [--seed N]
#include "tests/demo_model/model.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

using edgebench::demo::Shape;

std::uint32_t parse_number(const std::string& name, const std::string& text) {
    std::uint32_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc{} || result.ptr != end) {
        throw std::runtime_error(name + " needs a number, not '" + text + "'");
    }
    return number;
}

void set_option(Shape& shape, const std::string& name, const std::string& value) {
    const auto number = parse_number(name, value);
    if (name == "--layers") {
        shape.layers = number;
    } else if (name == "--width") {
        shape.width = number;
    } else if (name == "--hidden") {
        shape.hidden = number;
    } else if (name == "--seed") {
        shape.seed = number;
    } else {
        throw std::runtime_error("unknown option " + name);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const std::span args(argv, static_cast<std::size_t>(argc));
    if (args.size() < 2 || args.size() % 2 != 0) {
        throw std::runtime_error(
            "usage: make-demo-model OUT.gguf [--layers N] [--width N] [--hidden N] [--seed N]");
    }
    Shape shape;
    for (std::size_t i = 2; i < args.size(); i += 2) {
        set_option(shape, args[i], args[i + 1]);
    }
    edgebench::demo::write_model(shape, args[1]);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "make-demo-model: %s\n", error.what());
    return 1;
}

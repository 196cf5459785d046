#pragma once
// The Error that a piece of code throws, for tests that look at its code, message and hint.

#include "protocol/error.hpp"

#include <stdexcept>

namespace edgebench::test {

template <class Work>
Error error_of(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    throw std::logic_error("no Error was thrown");
}

}  // namespace edgebench::test

#pragma once
// Random bytes from the kernel.

#include "protocol/bytes.hpp"

namespace edgebench::agent {

Bytes random_bytes(std::size_t count);
std::string random_uuid();

}  // namespace edgebench::agent

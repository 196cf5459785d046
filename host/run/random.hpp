#pragma once
// Names that must not be guessed or met twice.

#include <string>

namespace edgebench::run {

std::string new_uuid();
std::string new_plan_id();  // 32 hexadecimal digits

}  // namespace edgebench::run

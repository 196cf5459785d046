#pragma once
// Names the fields of a struct once, for both directions of every encoding (protocol/fields.hpp
// reads the list).

#include <tuple>

namespace edgebench {

template <class Struct, class Member>
struct Field {
    const char* name;
    Member Struct::* member;
};

template <class... Fields>
constexpr std::tuple<Fields...> field_list(Fields... fields) {
    return std::tuple<Fields...>(fields...);
}

}  // namespace edgebench

#pragma once
// The names that enumerators have on the wire and in the journal.

#include "protocol/device_info.hpp"
#include "protocol/journal.hpp"
#include "protocol/messages.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace edgebench {

template <class E, std::size_t N>
using EnumNames = std::array<std::pair<E, std::string_view>, N>;

constexpr EnumNames<PlanMode, 2> enum_names(PlanMode) {
    return {{{PlanMode::open, "open"}, {PlanMode::closed, "closed"}}};
}
constexpr EnumNames<ReadMode, 2> enum_names(ReadMode) {
    return {{{ReadMode::now, "now"}, {ReadMode::wait, "wait"}}};
}
constexpr EnumNames<PageCache, 2> enum_names(PageCache) {
    return {{{PageCache::cold, "cold"}, {PageCache::warm, "warm"}}};
}
constexpr EnumNames<PlanState, 2> enum_names(PlanState) {
    return {{{PlanState::running, "running"}, {PlanState::ended, "ended"}}};
}
constexpr EnumNames<ChargeStatus, 5> enum_names(ChargeStatus) {
    return {{{ChargeStatus::unknown, "unknown"},
             {ChargeStatus::charging, "charging"},
             {ChargeStatus::discharging, "discharging"},
             {ChargeStatus::not_charging, "not_charging"},
             {ChargeStatus::full, "full"}}};
}
constexpr EnumNames<Outcome, 5> enum_names(Outcome) {
    return {{{Outcome::finished, "finished"},
             {Outcome::failed, "failed"},
             {Outcome::not_admitted, "not_admitted"},
             {Outcome::cancelled, "cancelled"},
             {Outcome::interrupted, "interrupted"}}};
}

template <class E>
constexpr std::string_view name_of(E value) {
    for (const auto& [candidate, name] : enum_names(E{})) {
        if (candidate == value) return name;
    }
    return "unknown";
}

}  // namespace edgebench

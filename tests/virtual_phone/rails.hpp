#pragma once
// The power rails of a phone that measures them. Here they add up to the whole phone; a real one
// leaves parts unmeasured.

#include <array>
#include <string_view>

namespace edgebench::virtual_phone {

struct Rail {
    std::string_view name;
    std::string_view subsystem;
    double idle_share;  // of the power at rest
    double work_share;  // of what busy cores add
};

inline constexpr std::array k_rails{
    Rail{"S2M_VDD_CPUCL2", "cpu.big", 0.05, 0.6}, Rail{"S4M_VDD_CPUCL0", "cpu.little", 0.15, 0.15},
    Rail{"S10M_VDD2H_MEM", "memory", 0.2, 0.25}, Rail{"VSYS_PWR_DISPLAY", "display", 0.45, 0},
    Rail{"VSYS_PWR_WLAN_BT", "wlan.bt", 0.15, 0}};

}  // namespace edgebench::virtual_phone

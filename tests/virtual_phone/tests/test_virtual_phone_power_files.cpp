#include "tests/virtual_phone/power_files.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <string>

using namespace edgebench;
using namespace edgebench::virtual_phone;

TEST_CASE("a reader that keeps a file open sees each new value whole", "[virtual_phone]") {
    const TempFolder folder;
    const Personality phone;
    PowerFiles files(folder.path(), phone);
    PowerModel model(phone, DeviceTime(0));
    files.show({DeviceTime(0), -123456, 4'000'000}, model.state());
    const UniqueFd reader(
        ::open((folder.path() / "class/power_supply/battery/current_now").c_str(), O_RDONLY));
    const auto value = [&] {
        char text[64]{};
        const ssize_t length = ::pread(reader.get(), text, sizeof text - 1, 0);
        CHECK(length == 16);
        return std::string(text).substr(0, std::string(text).find('\n'));
    };
    CHECK(value() == "-123456");
    files.show({DeviceTime(0), -7, 4'000'000}, model.state());
    CHECK(value() == "-7");
}

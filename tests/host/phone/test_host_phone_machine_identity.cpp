#include "host/phone/machine_identity.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

TEST_CASE("this machine is known by a hash of its machine id", "[host/phone]") {
    const test::TempDir folder;
    const adb::ThisMachine machine{.folder = folder / "state", .sys = folder / "sys"};
    const auto by_name = phone::read_machine_identity(machine, folder.path());
    CHECK_THAT(by_name.serial, Catch::StartsWith("local-"));
    folder.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    folder.write("etc/os-release", "NAME=\"D\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n");
    const auto identity = phone::read_machine_identity(machine, folder.path());
    CHECK(identity.serial != by_name.serial);
    CHECK(identity.serial.size() == 18);
    CHECK(identity.serial.find("0123456789ab") == std::string::npos);
    CHECK(identity.id.empty());
    CHECK_THAT(identity.fingerprint, Catch::StartsWith("Debian GNU/Linux 12, Linux "));
    CHECK(identity.android_release.empty());

    folder.write("etc/machine-id", "another\n");
    CHECK(phone::read_machine_identity(machine, folder.path()).serial != identity.serial);
}

TEST_CASE("a machine with another /sys than its own is simulated", "[host/phone]") {
    const test::TempDir folder;
    folder.write("etc/machine-id", "0123\n");
    folder.write("sys/class/dmi/id/sys_vendor", "LENOVO\n");
    folder.write("sys/class/dmi/id/product_name", "T480\n");
    folder.write("state/id", "an id\n");
    const adb::ThisMachine fake{.folder = folder / "state", .sys = folder / "sys"};
    const auto identity = phone::read_machine_identity(fake, folder.path());
    CHECK(identity.simulated);
    CHECK(identity.manufacturer == "LENOVO");
    CHECK(identity.model == "T480");
    CHECK(identity.id == "an id");
    const adb::ThisMachine real{.folder = folder / "state"};
    CHECK_FALSE(phone::read_machine_identity(real, folder.path()).simulated);
}

#include "host/catalog/engine_libraries.hpp"

#include "protocol/error.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace edgebench {
namespace {

// Phones with 16 KiB pages load nothing that is laid out for smaller ones.
constexpr std::uint64_t k_large_page = 16 * 1024;

// The NDK's stable libraries (developer.android.com/ndk/guides/stable_apis).
const std::set<std::string_view> k_android_libraries{"libEGL.so",
                                                     "libGLESv1_CM.so",
                                                     "libGLESv2.so",
                                                     "libGLESv3.so",
                                                     "libOpenMAXAL.so",
                                                     "libOpenSLES.so",
                                                     "libaaudio.so",
                                                     "libamidi.so",
                                                     "libandroid.so",
                                                     "libbinder_ndk.so",
                                                     "libc.so",
                                                     "libcamera2ndk.so",
                                                     "libdl.so",
                                                     "libicu.so",
                                                     "libjnigraphics.so",
                                                     "liblog.so",
                                                     "libm.so",
                                                     "libmediandk.so",
                                                     "libnativehelper.so",
                                                     "libnativewindow.so",
                                                     "libneuralnetworks.so",
                                                     "libstdc++.so",
                                                     "libsync.so",
                                                     "libvulkan.so",
                                                     "libz.so"};
// Made by the phone's manufacturer, where it has such a processor.
const std::set<std::string_view> k_vendor_libraries{"libOpenCL.so", "libcdsprpc.so"};
// glibc and GCC's runtime.
const std::set<std::string_view> k_gnu_libraries{"ld-linux-aarch64.so.1",
                                                 "ld-linux-x86-64.so.2",
                                                 "libc.so.6",
                                                 "libdl.so.2",
                                                 "libgcc_s.so.1",
                                                 "libgomp.so.1",
                                                 "libm.so.6",
                                                 "libpthread.so.0",
                                                 "librt.so.1",
                                                 "libstdc++.so.6"};

const char* words_of(Platform platform) {
    return platform == Platform::android ? "Android" : "Linux with glibc";
}

unsigned machine_of(Architecture architecture) {
    return architecture == Architecture::arm64 ? k_machine_arm64 : k_machine_x86_64;
}

std::string where_to_get(Target target) {
    return "Take an engine for " + name_of(target) + ": `edgebench engines list`.";
}

void check_machine(const std::string& file, const ElfFile& elf, Target target) {
    if (elf.is_64_bit && elf.machine == machine_of(target.architecture)) return;
    throw Error(ErrorCode::configuration,
                file + " is built for " + (elf.is_64_bit ? "" : "32-bit ") +
                    name_of_machine(elf.machine) + ", not for " +
                    std::string(name_of(target.architecture)),
                where_to_get(target));
}

void check_platform(const std::string& file, const ElfFile& elf, Target target) {
    const auto platform = platform_of(elf);
    if (!platform || *platform == target.platform) return;
    throw Error(
        ErrorCode::configuration,
        file + " is built for " + words_of(*platform) + ", not for " + words_of(target.platform),
        where_to_get(target));
}

class LibraryCheck {
  public:
    LibraryCheck(const EngineBinaries& binaries, Target target, const std::string& folder)
        : binaries_(binaries), target_(target), folder_(folder) {}

    std::vector<std::string> notes() {
        for (const auto& [file, elf] : binaries_) check(file, elf);
        std::vector<std::string> notes;
        if (!small_pages_.empty()) {
            notes.push_back("does not load on phones with 16 KiB pages: " + joined(small_pages_));
        }
        if (!from_device_.empty()) {
            notes.push_back("needs of the device itself: " + joined(from_device_));
        }
        return notes;
    }

  private:
    static std::string joined(const std::set<std::string>& words) {
        std::string text;
        for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
        return text;
    }

    void check(const std::string& file, const ElfFile& elf) {
        // Code for the Hexagon processor is loaded by the phone's own driver.
        const bool android = target_.platform == Platform::android;
        if (android && elf.machine == k_machine_hexagon) return;
        check_machine(path_of(file), elf, target_);
        check_platform(path_of(file), elf, target_);
        if (android && elf.page_size < k_large_page) small_pages_.insert(file);
        for (const auto& library : elf.needed) check_needed(file, library);
    }

    void check_needed(const std::string& file, const std::string& library) {
        if (binaries_.count(library) > 0) return;
        const bool android = target_.platform == Platform::android;
        const auto& system = android ? k_android_libraries : k_gnu_libraries;
        if (system.count(library) > 0) return;
        // What a Linux system has beside glibc is its own affair.
        if (!android || k_vendor_libraries.count(library) > 0) {
            from_device_.insert(library);
            return;
        }
        throw Error(ErrorCode::configuration,
                    path_of(file) + " needs " + library +
                        ", which is neither beside it nor a part of Android",
                    library == "libc++_shared.so"
                        ? "Copy it from the NDK into the same folder, or build with "
                          "-DANDROID_STL=c++_static."
                        : "Put it into the same folder, or take an official release: `edgebench "
                          "engines list`.");
    }

    std::string path_of(const std::string& file) const { return folder_ + "/" + file; }

    const EngineBinaries& binaries_;
    Target target_;
    const std::string& folder_;
    std::set<std::string> small_pages_, from_device_;
};

}  // namespace

std::vector<std::string> check_engine_libraries(const EngineBinaries& binaries, Target target,
                                                const std::string& folder) {
    return LibraryCheck(binaries, target, folder).notes();
}

}  // namespace edgebench

#include "host/catalog/installed_engines.hpp"

#include "host/catalog/archive.hpp"
#include "host/config/engine_config.hpp"
#include "host/config/text_file.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <tuple>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

constexpr const char* k_manifest = "engine.toml";

std::string utc_now() {
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void require_name(const std::string& name) {
    if (is_engine_name(name)) return;
    throw Error(ErrorCode::usage, "'" + name + "' is no name for an engine",
                "Choose a --name of letters, digits, '.', '_' and '-'.");
}

constexpr const char* k_staging = ".part-";
// Longer than any installation takes.
constexpr auto k_left_over_after = std::chrono::hours(24);

// What killed installations have left.
void remove_left_overs(const fs::path& root) {
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
        if (!it->path().filename().string().starts_with(k_staging)) continue;
        std::error_code ignored;
        const auto changed = fs::last_write_time(it->path(), ignored);
        if (!ignored && now - changed > k_left_over_after) fs::remove_all(it->path(), ignored);
    }
}

// A folder beside the engines, on the same file system, that is gone at the end.
class StagingFolder {
  public:
    explicit StagingFolder(const fs::path& root) {
        std::error_code error;
        fs::create_directories(root, error);
        remove_left_overs(root);
        auto name = (root / (std::string(k_staging) + "XXXXXX")).string();
        if (error || ::mkdtemp(name.data()) == nullptr) {
            throw Error(ErrorCode::host, "cannot make a folder in " + root.string(),
                        "Check that you may write there, or set XDG_DATA_HOME.");
        }
        path_ = name;
    }
    StagingFolder(const StagingFolder&) = delete;
    StagingFolder& operator=(const StagingFolder&) = delete;
    ~StagingFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

void require_archive_hash(const EngineOrigin& origin, const FileHashes& hashes) {
    if (!origin.sha256) return;
    const auto actual = hashes.hash_of(origin.source).sha256;
    if (actual == *origin.sha256) return;
    throw Error(ErrorCode::integrity,
                "the archive " + origin.source.string() + " has the SHA-256 " + actual +
                    ", that of " + origin.name + " is " + *origin.sha256,
                "It is cut, damaged or another file: download it again.");
}

fs::path unpacked(const EngineOrigin& origin, const fs::path& staging, const FileHashes& hashes) {
    if (fs::is_directory(origin.source)) return origin.source;
    require_archive_hash(origin, hashes);
    const auto folder = staging / "unpacked";
    fs::create_directory(folder);
    unpack_archive(origin.source, folder);
    return folder;
}

void require_target(const EngineOrigin& origin, Target actual) {
    if (!origin.target || *origin.target == actual) return;
    throw Error(ErrorCode::configuration,
                origin.source.string() + " holds an engine for " + name_of(actual) + ", not for " +
                    name_of(*origin.target),
                "Install it by the name of that: `edgebench engines list`.");
}

void copy_files(const EngineFolder& engine, const fs::path& folder) {
    fs::create_directory(folder);
    for (const auto& item : engine.files) {
        const auto copy = folder / item.file.path;
        std::error_code error;
        fs::copy_file(item.source, copy, error);
        if (!error) fs::permissions(copy, static_cast<fs::perms>(item.file.mode), error);
        if (!error) continue;
        throw Error(
            ErrorCode::host,
            "cannot copy " + item.source.string() + " to " + copy.string() + ": " + error.message(),
            "Check the space on that disk.");
    }
}

EngineManifest manifest_of(const EngineOrigin& origin, const EngineFolder& engine) {
    EngineManifest manifest;
    manifest.engine = engine.build.name;
    manifest.version = origin.version.empty() ? engine.build.version : origin.version;
    manifest.name = origin.name;
    if (origin.name.empty()) {
        manifest.name = manifest.engine + "-" + manifest.version + "-" + name_of(engine.target);
    }
    manifest.target = engine.target;
    manifest.id = engine.build.id;
    manifest.origin = fs::absolute(origin.source).lexically_normal().string();
    manifest.installed = utc_now();
    for (const auto& item : engine.files) manifest.files[item.file.path] = item.file.sha256;
    return manifest;
}

void write_manifest(const EngineManifest& manifest, const fs::path& file) {
    std::ofstream stream(file, std::ios::binary);
    stream << to_toml(manifest);
    stream.close();
    if (!stream) {
        throw Error(ErrorCode::host, "cannot write " + file.string(),
                    "Check the space on that disk.");
    }
}

std::optional<InstalledEngine> engine_in(const fs::path& folder) {
    const auto file = folder / k_manifest;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return std::nullopt;
    return InstalledEngine{folder, parse_engine_manifest(read_text_file(file), file.string())};
}

bool is_whole(const InstalledEngine& engine, const FileHashes& hashes) {
    try {
        read_installed_engine(engine, hashes);
        return true;
    } catch (const Error&) {
        return false;
    }
}

// Moves `staged` to its place, unless the same is there.
void put_in_place(const fs::path& staged, const InstalledEngine& engine, const FileHashes& hashes) {
    const auto there = engine_in(engine.folder);
    if (there && is_whole(*there, hashes)) {
        if (there->manifest.id == engine.manifest.id) return;
        throw Error(
            ErrorCode::configuration,
            "another engine is installed as " + engine.manifest.name + ", from " +
                there->manifest.origin,
            "Choose a --name, or `edgebench engines remove " + engine.manifest.name + "` first.");
    }
    fs::remove_all(engine.folder);
    fs::rename(staged, engine.folder);
}

[[noreturn]] void throw_changed(const InstalledEngine& engine, const std::string& file,
                                const std::string& what) {
    throw Error(ErrorCode::integrity,
                "the engine " + engine.manifest.name +
                    " is not what was installed: " + (engine.folder / file).string() + " " + what,
                "`edgebench engines remove " + engine.manifest.name +
                    "`, then install it again from " + engine.manifest.origin + ".");
}

}  // namespace

std::vector<InstalledEngine> installed_engines(const fs::path& root) {
    std::vector<InstalledEngine> engines;
    std::error_code error;
    for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
        if (!is_engine_name(it->path().filename().string())) continue;
        if (auto engine = engine_in(it->path())) engines.push_back(std::move(*engine));
    }
    const auto is_newer = [](const InstalledEngine& a, const InstalledEngine& b) {
        return std::tie(a.manifest.installed, a.manifest.name) >
               std::tie(b.manifest.installed, b.manifest.name);
    };
    std::sort(engines.begin(), engines.end(), is_newer);
    return engines;
}

EngineFolder read_installed_engine(const InstalledEngine& engine, const FileHashes& hashes) {
    for (const auto& [file, sha256] : engine.manifest.files) {
        std::error_code error;
        const bool there = fs::is_regular_file(engine.folder / file, error);
        if (!there) throw_changed(engine, file, "is missing");
    }
    auto folder = read_engine_folder(engine.folder, engine.manifest.target, hashes);
    for (const auto& item : folder.files) {
        const auto listed = engine.manifest.files.find(item.file.path);
        if (listed == engine.manifest.files.end()) {
            throw_changed(engine, item.file.path, "was added");
        }
        if (listed->second != item.file.sha256) {
            throw_changed(engine, item.file.path, "has other bytes");
        }
    }
    folder.build.version = engine.manifest.version;
    return folder;
}

InstalledEngine install_engine(const EngineOrigin& origin, const fs::path& root) {
    const StagingFolder staging(root);
    const FileHashes hashes({});  // of files that are gone in a moment
    const auto source = unpacked(origin, staging.path(), hashes);
    const auto target = target_of_folder(source);
    require_target(origin, target);
    const auto engine = read_engine_folder(source, target, hashes);
    const auto staged = staging.path() / "engine";
    copy_files(engine, staged);
    const auto manifest = manifest_of(origin, engine);
    require_name(manifest.name);
    const InstalledEngine installed{root / manifest.name, manifest};
    write_manifest(installed.manifest, staged / k_manifest);
    read_installed_engine({staged, installed.manifest}, hashes);  // the copy is what was read
    put_in_place(staged, installed, hashes);
    return installed;
}

void remove_engine(const InstalledEngine& engine) {
    std::error_code error;
    // Without its list it is no engine any more, however far the rest gets.
    fs::remove(engine.folder / k_manifest, error);
    if (!error) fs::remove_all(engine.folder, error);
    if (!error) return;
    throw Error(ErrorCode::host, "cannot remove " + engine.folder.string() + ": " + error.message(),
                "Remove the folder yourself.");
}

}  // namespace edgebench

#include "agent/page_cache.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <linux/magic.h>
#include <sys/vfs.h>

namespace edgebench::agent {
namespace {

struct CachedModel {
    CachedModel() { folder.write("model", std::string(16 * k_mebibyte, 'x')); }

    void prepare(std::optional<PageCache> wanted) const {
        EngineSetup setup;
        setup.model_sha256 = "model";
        TrialSpec spec;
        spec.page_cache = wanted;
        const TrialOrder order{nullptr, &setup, nullptr, &spec, ""};
        test::run_coroutine(prepare_page_cache(folder.path(), order));
    }
    std::optional<double> share() const { return resident_share({folder / "model"}); }
    // A file system in memory keeps everything there.
    double share_when_dropped() const {
        struct statfs status{};
        REQUIRE(::statfs(folder.path().c_str(), &status) == 0);
        return status.f_type == TMPFS_MAGIC ? 1.0 : 0.0;
    }

    test::TempDir folder;
};

TEST_CASE("the pages of a model are dropped and read again without root", "[agent]") {
    const CachedModel model;
    CHECK(model.share() == 1.0);  // just written
    model.prepare(PageCache::cold);
    CHECK(model.share() == model.share_when_dropped());
    model.prepare(std::nullopt);
    CHECK(model.share() == model.share_when_dropped());
    model.prepare(PageCache::warm);
    CHECK(model.share() == 1.0);
}

TEST_CASE("an empty file has no share of pages", "[agent]") {
    const test::TempDir folder;
    folder.write("empty", "");
    CHECK_FALSE(resident_share({folder / "empty"}));
}

}  // namespace
}  // namespace edgebench::agent

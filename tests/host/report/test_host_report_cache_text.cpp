#include "host/report/cache_text.hpp"
#include "tests/host/report/approval.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::report;

namespace {

StoredContent content(ContentKind kind, char digit, std::string name, std::int64_t mebibytes) {
    StoredContent result;
    result.kind = kind;
    result.id = std::string(64, digit);
    result.name = std::move(name);
    result.size = Bytes64(mebibytes * k_mebibyte);
    result.last_used_s = 1'795'000'000;
    return result;
}

CacheReport sample_report() {
    CacheReport report;
    report.device = "VP0001";
    report.store.free = Bytes64(10'240 * k_mebibyte);
    report.store.reserve = Bytes64(64 * k_mebibyte);
    auto cut = content(ContentKind::model, 'a', "", 100);
    cut.partial = true;
    auto running = content(ContentKind::engine, 'b', "llama.cpp b4000", 20);
    running.in_use = true;
    const auto good = content(ContentKind::model, 'c', "demo q4_k_m", 64);
    report.store.contents = {cut, running, good};
    report.verified = {good};
    report.removed = {content(ContentKind::model, 'd', "demo iq4_xs\x1b[31m", 50)};
    return report;
}

}  // namespace

TEST_CASE("a phone's cache is shown as approved", "[host/report]") {
    test::approve("cache.txt", cache_text(sample_report(), 120));
    test::approve("cache.json", cache_json(sample_report()));
}

TEST_CASE("an empty cache is one line", "[host/report]") {
    CacheReport empty;
    empty.device = "VP0001";
    CHECK(cache_text(empty, std::nullopt) ==
          "phone VP0001: 0 B stored, 0 B free, of which 0 B stay free\n");
}

#include "host/catalog/model_lock.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

namespace {

LockedFile entry_of(const std::string& file, char digit) {
    return {"some/one", file, 42, std::string(64, digit), "0a1b"};
}

}  // namespace

TEST_CASE("what is pinned is found again", "[host/catalog]") {
    TempDir folder;
    const ModelLock lock(folder / "data/models.lock");
    CHECK_FALSE(lock.find("some/one", "a b.gguf"));
    lock.pin(entry_of("a b.gguf", '1'));
    lock.pin(entry_of("c.gguf", '2'));
    CHECK(lock.find("some/one", "a b.gguf") == entry_of("a b.gguf", '1'));
    CHECK(lock.find("some/one", "c.gguf") == entry_of("c.gguf", '2'));
    CHECK_FALSE(lock.find("some/two", "c.gguf"));
}

TEST_CASE("the first use counts", "[host/catalog]") {
    TempDir folder;
    const ModelLock lock(folder / "models.lock");
    lock.pin(entry_of("a.gguf", '1'));
    lock.pin(entry_of("a.gguf", '2'));
    CHECK(lock.find("some/one", "a.gguf") == entry_of("a.gguf", '1'));
}

TEST_CASE("a damaged line of the lock file is named", "[host/catalog]") {
    TempDir folder;
    const auto file = folder.write("models.lock", "# pinned\n1234 some/one\n");
    const auto error = error_of([&] { ModelLock(file).find("some/one", "a.gguf"); });
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::Contains("models.lock:2:"));
}

#include "agent/journal_file.hpp"
#include "protocol/error.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

namespace edgebench::agent {
namespace {

Event event(std::string text) {
    return Event{DeviceTime(1), "test", std::move(text)};
}

std::vector<std::string> texts_in(const std::filesystem::path& path) {
    std::vector<std::string> texts;
    for (const auto& record : read_journal(read_bytes(path)).records) {
        texts.push_back(std::get<Event>(record).text);
    }
    return texts;
}

TEST_CASE("a journal holds what was appended", "[agent]") {
    const test::TempDir folder;
    auto journal = JournalFile::create(folder / "journal");
    journal.append(event("one"));
    journal.append(event("two"));
    CHECK(texts_in(folder / "journal") == std::vector<std::string>{"one", "two"});
}

TEST_CASE("a journal is never begun twice", "[agent]") {
    const test::TempDir folder;
    JournalFile::create(folder / "journal");
    CHECK_THROWS_AS(JournalFile::create(folder / "journal"), Error);
}

TEST_CASE("a torn tail is cut and the journal goes on", "[agent]") {
    const test::TempDir folder;
    const auto path = folder / "journal";
    {
        auto journal = JournalFile::create(path);
        journal.append(event("one"));
        journal.append(event("two"));
    }
    const auto whole = test::read_text(path);
    const auto tail = GENERATE(std::string("\x05"), std::string(40, '\0'), std::string("torn"));
    folder.write("journal", whole + tail);
    JournalFile::reopen(path).append(event("three"));
    CHECK(texts_in(path) == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("a record that was cut in the middle is lost alone", "[agent]") {
    const test::TempDir folder;
    const auto path = folder / "journal";
    {
        auto journal = JournalFile::create(path);
        journal.append(event("one"));
        journal.append(event("two"));
    }
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 3);
    JournalFile::reopen(path).append(event("three"));
    CHECK(texts_in(path) == std::vector<std::string>{"one", "three"});
}

// Files of this process grow no further than to a size while it lives.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

TEST_CASE("a record that does not fit leaves the journal as it was", "[agent]") {
    const test::TempDir folder;
    const auto path = folder / "journal";
    auto journal = JournalFile::create(path);
    journal.append(event("one"));
    const auto size = std::filesystem::file_size(path);
    {
        const FileSizeLimit limit(size + 10);
        CHECK_THROWS_AS(journal.append(event("two")), Error);
        CHECK_THROWS_AS(journal.append_end(event("three")), Error);
    }
    CHECK(std::filesystem::file_size(path) == size);
    journal.append(event("four"));
    CHECK(texts_in(path) == std::vector<std::string>{"one", "four"});
}

TEST_CASE("a journal takes storage for a trial's result before the trial", "[agent]") {
    const test::TempDir folder;
    const auto allocated = [&] {
        struct stat status{};
        ::stat((folder / "journal").c_str(), &status);
        return status.st_blocks * 512;
    };
    auto journal = JournalFile::create(folder / "journal");
    journal.append(event("one"));
    const auto before = allocated();
    CHECK(before >= 16 * 1024);  // for the end of the plan
    journal.append(TrialBegin());
    CHECK(allocated() >= before + k_mebibyte);
    CHECK(std::filesystem::file_size(folder / "journal") < 16 * 1024);
}

}  // namespace
}  // namespace edgebench::agent

#pragma once
// Opening the database file, and what a failure of SQLite means to the reader.

#include "protocol/error.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

namespace edgebench::store {

using Connection = std::unique_ptr<SQLite::Database>;

// A writing transaction takes its lock when it begins: a later one could not wait for it.
inline constexpr auto k_immediate = SQLite::TransactionBehavior::IMMEDIATE;

Connection open_for_writing(const std::filesystem::path& file, std::chrono::milliseconds busy);
// Never makes the file, nor anything beside it in a folder that cannot be written.
Connection open_for_reading(const std::filesystem::path& file, std::chrono::milliseconds busy);

Error to_error(const SQLite::Exception& failure, const std::filesystem::path& file);

// Runs `work`; a failure of SQLite leaves as an Error that names the file.
template <class Work>
decltype(auto) guarded(const std::filesystem::path& file, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (const SQLite::Exception& failure) {
        throw to_error(failure, file);
    }
}

}  // namespace edgebench::store

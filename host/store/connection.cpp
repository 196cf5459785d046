#include "host/store/connection.hpp"

#include <sqlite3.h>
#include <string>

namespace edgebench::store {
namespace {

std::string uri_of(const std::filesystem::path& file, std::string_view parameters) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '?' || c == '#' || c == '%') {
            const auto byte = static_cast<unsigned char>(c);
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
        } else {
            uri += c;
        }
    }
    return uri.append(parameters);
}

int milliseconds(std::chrono::milliseconds duration) {
    return static_cast<int>(duration.count());
}

Connection try_reading(const std::filesystem::path& file, std::string_view parameters,
                       std::chrono::milliseconds busy) {
    auto connection = std::make_unique<SQLite::Database>(
        uri_of(file, parameters), SQLite::OPEN_READONLY | SQLite::OPEN_URI, milliseconds(busy));
    connection->exec("SELECT count(*) FROM sqlite_schema");  // opens the WAL, too
    return connection;
}

// Whether rows wait in the write-ahead log that are not in the file yet.
bool has_log(const std::filesystem::path& file) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file.string() + "-wal", missing);
    return !missing && size > 0;
}

}  // namespace

Connection open_for_writing(const std::filesystem::path& file, std::chrono::milliseconds busy) {
    std::error_code failure;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failure);
    if (failure)
        throw Error(
            ErrorCode::database,
            "cannot make the folder " + file.parent_path().string() + ": " + failure.message(),
            "choose another place with --db FILE");
    auto connection = std::make_unique<SQLite::Database>(
        file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, milliseconds(busy));
    connection->exec("PRAGMA journal_mode = WAL");
    // A plan is discarded on the phone once it is stored here: the commit has to be durable.
    connection->exec("PRAGMA synchronous = FULL");
    connection->exec("PRAGMA foreign_keys = ON");
    return connection;
}

Connection open_for_reading(const std::filesystem::path& file, std::chrono::milliseconds busy) {
    if (!std::filesystem::exists(file))
        throw Error(ErrorCode::database, "there is no results database at " + file.string(),
                    "`edgebench run` makes it; give the path of another one with --db FILE");
    try {
        return try_reading(file, "?mode=ro", busy);
    } catch (const SQLite::Exception& failure) {
        const int code = failure.getErrorCode();
        const bool closed_folder = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
        if (!closed_folder || has_log(file)) throw;
    }
    // The files of the WAL cannot be made in this folder. The file is whole without them.
    return try_reading(file, "?mode=ro&immutable=1", busy);
}

Error to_error(const SQLite::Exception& failure, const std::filesystem::path& file) {
    const std::string message = "database " + file.string() + ": " + failure.what();
    switch (failure.getErrorCode()) {
        case SQLITE_FULL:
            return {ErrorCode::database, message,
                    "free some space on that disk, or choose another place with --db FILE"};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_IOERR:
            return {ErrorCode::database, message,
                    "check that the file and its folder can be written, or choose another place "
                    "with --db FILE"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::database, message,
                    "another program is writing to it: try again when that has ended",
                    Retry::can_help};
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return {ErrorCode::database, message,
                    "the file is not a database or is damaged: move it away, or choose another "
                    "one with --db FILE"};
        default:
            return {ErrorCode::database, message};
    }
}

}  // namespace edgebench::store

#include "host/store/database.hpp"

#include "host/store/connection.hpp"
#include "host/store/schema.hpp"

#include <string>
#include <utility>

namespace edgebench::store {
namespace {

Connection open(const std::filesystem::path& file, Access access, const DatabaseLimits& limits) {
    if (access == Access::read) {
        auto connection = open_for_reading(file, limits.busy_timeout);
        require_current(*connection, file, current_schema());
        return connection;
    }
    auto connection = open_for_writing(file, limits.busy_timeout);
    if (limits.max_pages)
        connection->exec("PRAGMA max_page_count = " + std::to_string(*limits.max_pages));
    upgrade(*connection, file, current_schema());
    return connection;
}

}  // namespace

Database::Database(std::filesystem::path file, Access access, DatabaseLimits limits)
    : file_(std::move(file)), access_(access) {
    sqlite_ = guarded(file_, [&] { return open(file_, access, limits); });
}

Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

void Database::close() {
    if (!sqlite_) return;
    if (access_ == Access::write)
        guarded(file_, [&] { sqlite_->exec("PRAGMA wal_checkpoint(TRUNCATE)"); });
    sqlite_.reset();
}

}  // namespace edgebench::store

#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/report/table.hpp"
#include "host/store/query.hpp"

namespace edgebench::cli {

ExitCode query_command(const QueryOptions& options, Console& console) {
    auto result = store::run_query(database_file(options.database), options.sql);
    const report::Table table{std::move(result.columns), std::move(result.rows)};
    switch (options.format) {
        case TableFormat::table:
            console.out(report::table_text(table, console.out_width()));
            break;
        case TableFormat::csv:
            console.out(report::table_csv(table));
            break;
        case TableFormat::json:
            console.out(report::table_json(table));
            break;
    }
    return ExitCode::ok;
}

}  // namespace edgebench::cli

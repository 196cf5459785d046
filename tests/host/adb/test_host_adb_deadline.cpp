#include "host/adb/deadline.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <exception>
#include <tuple>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;
using boost::asio::awaitable;

TEST_CASE("a cancellation in the moment of success is a cancellation", "[host/adb]") {
    using Done = std::tuple<boost::system::error_code>;
    boost::asio::io_context context(1);
    boost::asio::cancellation_signal stop;
    std::exception_ptr thrown;
    const auto ready = [](boost::asio::cancellation_signal& signal) -> awaitable<Done> {
        signal.emit(boost::asio::cancellation_type::terminal);
        co_return Done{};
    };
    const auto waiter = [&]() -> awaitable<void> { co_await within(10s, ready(stop)); };
    boost::asio::co_spawn(context, waiter(),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [&](std::exception_ptr error) { thrown = error; }));
    context.run();
    REQUIRE(thrown);
    CHECK_THROWS_WITH(std::rethrow_exception(thrown), "cancelled");
}

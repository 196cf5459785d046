#include "tests/virtual_phone/control.hpp"

#include "protocol/error.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <iomanip>
#include <map>
#include <sstream>
#include <vector>

namespace edgebench::virtual_phone {
namespace {

using asio::ip::tcp;
using Words = std::vector<std::string>;

constexpr std::size_t k_longest_line = 4096;

Words words_of(const std::string& line) {
    std::istringstream stream(line);
    Words words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

template <class Number>
Number number_at(const Words& words, std::size_t index) {
    Number value{};
    std::istringstream stream(index < words.size() ? words[index] : "");
    if (!(stream >> value) || !stream.eof())
        throw Error(ErrorCode::usage, words[0] + " needs a number");
    return value;
}

bool switch_at(const Words& words, std::size_t index) {
    const std::string word = index < words.size() ? words[index] : "";
    if (word != "on" && word != "off") throw Error(ErrorCode::usage, words[0] + " needs on or off");
    return word == "on";
}

using Action = void (*)(Phone&, const Words&);

// The commands that are done at once; the others wait for something or give an answer.
const std::map<std::string, Action>& actions() {
    static const std::map<std::string, Action> table{
        {"drop",
         [](Phone& phone, const Words& words) {
             if (words.size() == 1) return phone.drop_connections();
             auto& faults = phone.faults();
             const auto limit = number_at<std::uint64_t>(words, 2);
             (words[1] == "sent" ? faults.drop_after_sent : faults.drop_after) = limit;
         }},
        {"freeze", [](Phone& phone, const Words&) { phone.freeze(); }},
        {"thaw", [](Phone& phone, const Words&) { phone.thaw(); }},
        {"die", [](Phone& phone, const Words&) { phone.power_off(); }},
        {"slow",
         [](Phone& phone, const Words& words) {
             phone.faults().bytes_per_second = number_at<std::uint64_t>(words, 1);
         }},
        {"flip",
         [](Phone& phone, const Words& words) {
             phone.faults().flip_at = number_at<std::uint64_t>(words, 1);
         }},
        {"unauthorised",
         [](Phone& phone, const Words& words) { phone.set_unauthorised(switch_at(words, 1)); }},
        {"plug",
         [](Phone& phone, const Words& words) {
             phone.simulation().set_charger(switch_at(words, 1) ? Charger::plugged
                                                                : Charger::unplugged);
         }},
        {"level",
         [](Phone& phone, const Words& words) {
             phone.simulation().set_level(number_at<double>(words, 1));
         }},
        {"temp",
         [](Phone& phone, const Words& words) {
             phone.simulation().set_temperature(Celsius(number_at<double>(words, 1)));
         }},
    };
    return table;
}

}  // namespace

Control::Control(const asio::any_io_executor& executor, Phone& phone, Event& quit,
                 std::uint16_t port)
    : phone_(phone),
      quit_(quit),
      acceptor_(executor, tcp::endpoint(asio::ip::address_v4::loopback(), port)) {}

void Control::start() {
    spawn(acceptor_.get_executor(), accept_all(), "accepting control");
}

asio::awaitable<void> Control::accept_all() {
    for (;;) {
        auto [error, socket] = co_await acceptor_.async_accept(k_no_throw);
        if (error) co_return;
        spawn(acceptor_.get_executor(), serve(std::move(socket)), "control");
    }
}

asio::awaitable<void> Control::serve(tcp::socket socket) {
    std::string received;
    for (;;) {
        auto buffer = asio::dynamic_buffer(received, k_longest_line);
        const auto [error, size] =
            co_await asio::async_read_until(socket, buffer, '\n', k_no_throw);
        if (error) co_return;
        std::string line = received.substr(0, size);
        received.erase(0, size);
        std::string reply = co_await answer(std::move(line));
        reply += '\n';
        const auto [write_error, written] =
            co_await asio::async_write(socket, asio::buffer(reply), k_no_throw);
        if (write_error) co_return;
    }
}

asio::awaitable<std::string> Control::answer(std::string line) {
    const Words words = words_of(line);
    try {
        if (words.empty()) throw Error(ErrorCode::usage, "no command");
        const auto action = actions().find(words[0]);
        if (action != actions().end()) {
            action->second(phone_, words);
        } else if (words[0] == "truth") {
            co_return truth(number_at<std::int64_t>(words, 1), number_at<std::int64_t>(words, 2));
        } else if (words[0] == "powers") {
            co_return powers(number_at<std::int64_t>(words, 1), number_at<std::int64_t>(words, 2),
                             number_at<std::int64_t>(words, 3));
        } else if (words[0] == "now") {
            co_return "ok " + std::to_string(boot_time_now().value());
        } else if (words[0] == "boot") {
            co_await phone_.power_on();
        } else if (words[0] == "storage") {
            co_await phone_.leave_free(number_at<std::int64_t>(words, 1));
        } else if (words[0] == "quit") {
            quit_.notify();
        } else {
            throw Error(ErrorCode::usage, "no such command: " + words[0]);
        }
    } catch (const std::exception& error) {
        co_return std::string("error: ") + error.what();
    }
    co_return "ok";
}

std::string Control::truth(std::int64_t from_ns, std::int64_t to_ns) {
    const auto energy = phone_.simulation().truth(DeviceTime(from_ns), DeviceTime(to_ns));
    if (!energy) throw Error(ErrorCode::usage, "that interval is not in the history (yet)");
    std::ostringstream text;
    text << std::setprecision(12) << "ok " << energy->total.value() << ' ' << energy->idle.value();
    return text.str();
}

std::string Control::powers(std::int64_t from_ns, std::int64_t to_ns, std::int64_t step_ns) {
    constexpr std::int64_t k_most_steps = 1'000'000;
    if (step_ns <= 0 || (to_ns - from_ns) / step_ns > k_most_steps)
        throw Error(ErrorCode::usage, "powers takes up to a million steps");
    std::ostringstream text;
    text << std::setprecision(6) << "ok";
    for (auto begin = from_ns; begin + step_ns <= to_ns; begin += step_ns) {
        const auto energy =
            phone_.simulation().truth(DeviceTime(begin), DeviceTime(begin + step_ns));
        if (!energy) throw Error(ErrorCode::usage, "that interval is not in the history (yet)");
        text << ' ' << energy->total.value() * 1e9 / static_cast<double>(step_ns);
    }
    return text.str();
}

}  // namespace edgebench::virtual_phone

#include "tests/virtual_phone/program.hpp"

#include "protocol/error.hpp"
#include "tests/virtual_phone/control.hpp"
#include "tests/virtual_phone/phone.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <sys/prctl.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace edgebench::virtual_phone {
namespace {

constexpr std::string_view k_usage =
    R"(edgebench-virtual-phone --serial NAME [options]: a simulated Android phone behind real adb.

  --root DIR           keep the phone's files (data/local/tmp, settings) here; otherwise they go at the end
  --port N             adb port on 127.0.0.1 (default: any free one)
  --control-port N     control port (default: any free one); its commands are in control.hpp
  --phone FILE         personality, "key = value" lines (phones/*.conf); default: like a Pixel
  --storage BYTES      /data/local/tmp in memory, of this size; lost at a reboot
  --memory FILE        seen as /proc/meminfo; default: this machine's
  --outlive-parent     do not end when the process that started this one does

Prints {"serial":…,"adb_port":…,"control_port":…} when ready, then runs until SIGTERM, SIGINT or "quit".
)";

enum class ParentDeath { ends_phone, ignored };

struct Options {
    PhoneSettings phone;
    std::uint16_t control_port = 0;
    ParentDeath parent_death = ParentDeath::ends_phone;
};

Options parse(const std::vector<std::string>& arguments) {
    Options options;
    const auto port = [](const std::string& text) {
        return static_cast<std::uint16_t>(std::stoul(text));
    };
    const std::map<std::string, std::function<void(const std::string&)>> setters{
        {"--serial", [&](const std::string& value) { options.phone.serial = value; }},
        {"--root",
         [&](const std::string& value) { options.phone.root = std::filesystem::absolute(value); }},
        {"--port", [&](const std::string& value) { options.phone.adb_port = port(value); }},
        {"--control-port", [&](const std::string& value) { options.control_port = port(value); }},
        {"--phone",
         [&](const std::string& value) { options.phone.personality = read_personality(value); }},
        {"--storage",
         [&](const std::string& value) { options.phone.storage_bytes = std::stoll(value); }},
        {"--memory",
         [&](const std::string& value) {
             options.phone.meminfo = std::filesystem::absolute(value);
         }},
    };
    for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
        if (*argument == "--outlive-parent") {
            options.parent_death = ParentDeath::ignored;
            continue;
        }
        const auto setter = setters.find(*argument);
        if (setter == setters.end()) throw Error(ErrorCode::usage, "no such option: " + *argument);
        if (++argument == arguments.end())
            throw Error(ErrorCode::usage, setter->first + " needs a value");
        try {
            setter->second(*argument);
        } catch (const std::logic_error&) {
            throw Error(ErrorCode::usage, setter->first + " is not a number: " + *argument);
        }
    }
    if (options.phone.serial.empty()) throw Error(ErrorCode::usage, "--serial is missing");
    return options;
}

asio::awaitable<void> wait_for_end(asio::io_context& io, Event& quit) {
    co_await quit.wait();
    io.stop();
}

asio::awaitable<void> wait_for_signal(asio::signal_set& signals, Event& quit) {
    co_await signals.async_wait(k_no_throw);
    quit.notify();
}

asio::awaitable<void> announce(Phone& phone, Control& control, const std::string& serial) {
    co_await phone.power_on();
    control.start();
    std::cout << R"({"serial":")" << serial << R"(","adb_port":)" << phone.adb_port()
              << R"(,"control_port":)" << control.port() << "}" << std::endl;
}

void run(Options options) {
    ::signal(SIGPIPE, SIG_IGN);
    asio::io_context io(1);
    asio::signal_set signals(io, SIGINT, SIGTERM, SIGHUP);
    if (options.parent_death == ParentDeath::ends_phone) ::prctl(PR_SET_PDEATHSIG, SIGTERM);

    const std::string serial = options.phone.serial;
    Event quit(io.get_executor());
    Phone phone(io.get_executor(), std::move(options.phone));
    Control control(io.get_executor(), phone, quit, options.control_port);
    std::exception_ptr failure;
    asio::co_spawn(io, announce(phone, control, serial), [&](std::exception_ptr error) {
        failure = error;
        if (error) io.stop();
    });
    spawn(io.get_executor(), wait_for_end(io, quit), "end");
    spawn(io.get_executor(), wait_for_signal(signals, quit), "signals");
    io.run();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace

int run_program(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty() || arguments[0] == "--help") {
        std::cout << k_usage;
        return arguments.empty() ? 2 : 0;
    }
    try {
        run(parse(arguments));
        return 0;
    } catch (const Error& error) {
        std::cerr << "edgebench-virtual-phone: " << error.what() << '\n';
        return error.code() == ErrorCode::usage ? 2 : 3;
    } catch (const std::exception& error) {
        std::cerr << "edgebench-virtual-phone: " << error.what() << '\n';
        return 3;
    }
}

}  // namespace edgebench::virtual_phone

#include "tests/virtual_phone/container_init.hpp"
#include "tests/virtual_phone/perfetto.hpp"
#include "tests/virtual_phone/program.hpp"

#include <string_view>

int main(int argc, char** argv) {
    using namespace edgebench::virtual_phone;
    if (argc > 1 && argv[1] == k_container_init_argument) return container_init(argc, argv);
    if (argc > 1 && argv[1] == k_perfetto_argument) return perfetto(argc, argv);
    return run_program(argc, argv);
}

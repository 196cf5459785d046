#include "agent/daemon.hpp"

int main(int argc, char** argv) {
    return edgebench::agent::run({argv + 1, argv + argc});
}

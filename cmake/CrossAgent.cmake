# The arm64 agent, built by the agent-arm64 toolchain inside the host's build and put beside the native one.
include(ExternalProject)
ExternalProject_Add(edgebench_agent_arm64
    SOURCE_DIR ${PROJECT_SOURCE_DIR}
    BINARY_DIR ${PROJECT_BINARY_DIR}/agent-arm64
    CMAKE_ARGS -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/toolchains/aarch64-linux-gnu-clang.cmake
               -DCMAKE_BUILD_TYPE=MinSizeRel -DEDGEBENCH_HOST=OFF -DBUILD_TESTING=OFF
    BUILD_ALWAYS ON
    INSTALL_COMMAND ${CMAKE_COMMAND} -E copy_if_different <BINARY_DIR>/bin/edgebench-agent-arm64 ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})

# Third-party code: the distribution's packages first, a pinned release of the same version otherwise.
# Targets seen by the rest of the build are named edgebench::<library>; headers are SYSTEM.
include(FetchContent)
find_package(Threads REQUIRED)

# edgebench_header_dependency(<name> HEADER <file> INCLUDE <subfolder> FROM <arguments of FetchContent_Declare>...)
# makes edgebench::<name>, an interface library with the headers of <name>.
function(edgebench_header_dependency name)
    cmake_parse_arguments(ARG "" "HEADER;INCLUDE" "FROM" ${ARGN})
    add_library(edgebench_dep_${name} INTERFACE)
    add_library(edgebench::${name} ALIAS edgebench_dep_${name})
    # A cross compiler of the distribution searches the same /usr/include.
    find_path(EDGEBENCH_${name}_INCLUDE ${ARG_HEADER} PATH_SUFFIXES eigen3 NO_CMAKE_FIND_ROOT_PATH)
    if(EDGEBENCH_${name}_INCLUDE)
        if(NOT EDGEBENCH_${name}_INCLUDE STREQUAL "/usr/include")
            target_include_directories(edgebench_dep_${name} SYSTEM INTERFACE ${EDGEBENCH_${name}_INCLUDE})
        endif()
    else()
        FetchContent_Declare(${name} ${ARG_FROM} SOURCE_SUBDIR no-build)
        FetchContent_MakeAvailable(${name})
        target_include_directories(edgebench_dep_${name} SYSTEM INTERFACE ${${name}_SOURCE_DIR}/${ARG_INCLUDE})
    endif()
endfunction()

edgebench_header_dependency(json HEADER nlohmann/json.hpp INCLUDE include
    FROM GIT_REPOSITORY https://github.com/nlohmann/json.git GIT_TAG v3.11.2 GIT_SHALLOW ON)
edgebench_header_dependency(xxhash HEADER xxhash.h INCLUDE .
    FROM GIT_REPOSITORY https://github.com/Cyan4973/xxHash.git GIT_TAG v0.8.1 GIT_SHALLOW ON)
edgebench_header_dependency(fmt HEADER fmt/format.h INCLUDE include
    FROM GIT_REPOSITORY https://github.com/fmtlib/fmt.git GIT_TAG 9.1.0 GIT_SHALLOW ON)
target_compile_definitions(edgebench_dep_fmt INTERFACE FMT_HEADER_ONLY)
edgebench_header_dependency(spdlog HEADER spdlog/spdlog.h INCLUDE include
    FROM GIT_REPOSITORY https://github.com/gabime/spdlog.git GIT_TAG v1.10.0 GIT_SHALLOW ON)
target_compile_definitions(edgebench_dep_spdlog INTERFACE SPDLOG_FMT_EXTERNAL SPDLOG_HEADER_ONLY)
target_link_libraries(edgebench_dep_spdlog INTERFACE edgebench_dep_fmt Threads::Threads)
edgebench_header_dependency(boost HEADER boost/asio.hpp INCLUDE .
    FROM URL https://archives.boost.io/release/1.81.0/source/boost_1_81_0.tar.bz2
    URL_HASH SHA256=71feeed900fbccca04a3b4f2f84a7c217186f28a940ed8b7ed4725986baf99fa)

# Asio is compiled once (cmake/asio.cpp): a coroutine file then costs a third less to compile.
add_library(edgebench_asio STATIC ${PROJECT_SOURCE_DIR}/cmake/asio.cpp)
add_library(edgebench::asio ALIAS edgebench_asio)
target_compile_definitions(edgebench_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(edgebench_asio PUBLIC edgebench::boost Threads::Threads)

if(EDGEBENCH_HOST)
    edgebench_header_dependency(cli11 HEADER CLI/CLI.hpp INCLUDE include
        FROM GIT_REPOSITORY https://github.com/CLIUtils/CLI11.git GIT_TAG v2.1.2 GIT_SHALLOW ON)
    edgebench_header_dependency(tomlplusplus HEADER toml++/toml.h INCLUDE include
        FROM GIT_REPOSITORY https://github.com/marzer/tomlplusplus.git GIT_TAG v3.3.0 GIT_SHALLOW ON)
    edgebench_header_dependency(eigen HEADER Eigen/Core INCLUDE .
        FROM GIT_REPOSITORY https://gitlab.com/libeigen/eigen.git GIT_TAG 3.4.0 GIT_SHALLOW ON)
    find_package(CURL 7.87 REQUIRED)
    add_library(edgebench_dep_curl INTERFACE)
    add_library(edgebench::curl ALIAS edgebench_dep_curl)
    target_link_libraries(edgebench_dep_curl INTERFACE CURL::libcurl)
    find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
    add_library(edgebench_dep_crypto INTERFACE)
    add_library(edgebench::crypto ALIAS edgebench_dep_crypto)
    target_link_libraries(edgebench_dep_crypto INTERFACE OpenSSL::Crypto)
    find_package(Protobuf REQUIRED)
    add_library(edgebench_dep_protobuf INTERFACE)
    add_library(edgebench::protobuf ALIAS edgebench_dep_protobuf)
    target_link_libraries(edgebench_dep_protobuf INTERFACE protobuf::libprotobuf-lite)
    find_package(LibArchive REQUIRED)
    add_library(edgebench_dep_archive INTERFACE)
    add_library(edgebench::archive ALIAS edgebench_dep_archive)
    target_link_libraries(edgebench_dep_archive INTERFACE LibArchive::LibArchive)
    find_package(SQLite3 REQUIRED)
    find_package(SQLiteCpp QUIET)
    if(NOT SQLiteCpp_FOUND)
        FetchContent_Declare(SQLiteCpp GIT_REPOSITORY https://github.com/SRombauts/SQLiteCpp.git GIT_TAG 3.2.1 GIT_SHALLOW ON)
        FetchContent_MakeAvailable(SQLiteCpp)
    endif()
    add_library(edgebench_dep_sqlite INTERFACE)
    add_library(edgebench::sqlite ALIAS edgebench_dep_sqlite)
    target_link_libraries(edgebench_dep_sqlite INTERFACE SQLiteCpp SQLite::SQLite3 Threads::Threads ${CMAKE_DL_LIBS})
endif()

if(BUILD_TESTING)
    edgebench_header_dependency(catch2 HEADER catch2/catch.hpp INCLUDE single_include
        FROM GIT_REPOSITORY https://github.com/catchorg/Catch2.git GIT_TAG v2.13.10 GIT_SHALLOW ON)
    find_package(Catch2 2 QUIET)
    if(Catch2_FOUND)
        include(Catch)
    else()
        FetchContent_GetProperties(catch2)
        include(${catch2_SOURCE_DIR}/contrib/Catch.cmake)
    endif()
endif()

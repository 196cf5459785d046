# How every target of edgebench is declared: one static library per folder, its name the folder's path.
#
#   edgebench_library(host/adb SOURCES a.cpp b.cpp LINKS protocol host/log PRIVATE_LINKS edgebench::asio)
#   edgebench_test(host/adb SOURCES test_adb_parser.cpp LINKS host/adb)
#
# Our own libraries are named by folder ("host/adb" is the target edgebench_host_adb).

find_program(EDGEBENCH_CCACHE ccache)
if(EDGEBENCH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${EDGEBENCH_CCACHE})
endif()

# Warnings attach to our own targets only, never to a dependency.
add_library(edgebench_warnings INTERFACE)
target_compile_options(edgebench_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
    $<$<BOOL:${EDGEBENCH_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's thread sanitizer cannot model the fences that Asio uses; it is a warning about the tool.
    target_compile_options(edgebench_warnings INTERFACE $<$<STREQUAL:${EDGEBENCH_SANITIZE},thread>:-Wno-tsan>)
    # Where sources are compiled together, GCC takes them for headers and dislikes their unnamed namespaces.
    target_compile_options(edgebench_warnings INTERFACE $<$<BOOL:${CMAKE_UNITY_BUILD}>:-Wno-subobject-linkage>)
endif()

if(EDGEBENCH_SANITIZE)
    add_compile_options(-fsanitize=${EDGEBENCH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${EDGEBENCH_SANITIZE})
endif()
if(EDGEBENCH_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

function(edgebench_link target visibility)
    foreach(name IN LISTS ARGN)
        if(name MATCHES "^(protocol|agent|host/.*|tests/.*)$")
            string(REPLACE "/" "_" name edgebench_${name})
        endif()
        target_link_libraries(${target} ${visibility} ${name})
    endforeach()
endfunction()

function(edgebench_library folder)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    string(REPLACE "/" "_" target edgebench_${folder})
    add_library(${target} STATIC ${ARG_SOURCES})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:edgebench_warnings>)
    edgebench_link(${target} PUBLIC ${ARG_LINKS})
    edgebench_link(${target} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# For folders that compute for minutes where nothing is optimised, as the sanitizer builds have it.
function(edgebench_optimise_sanitized folder)
    string(REPLACE "/" "_" target edgebench_${folder})
    if(EDGEBENCH_SANITIZE)
        target_compile_options(${target} PRIVATE -O1)
    endif()
endfunction()

function(edgebench_executable name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE edgebench_warnings)
    edgebench_link(${name} PRIVATE ${ARG_LINKS})
endfunction()

# What the sanitizer builds need: the unit tests and the fuzz targets, not the programs.
add_custom_target(unit_tests)

# One test executable per folder; ctest sees each TEST_CASE under "folder: ".
function(edgebench_test folder)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    string(REPLACE "/" "_" target test_${folder})
    edgebench_executable(${target} SOURCES ${ARG_SOURCES} LINKS edgebench_catch_main ${ARG_LINKS})
    add_dependencies(unit_tests ${target})
    # User-mode emulation has no subreapers: what is tagged [native] is tested without it.
    set(spec "")
    if(CMAKE_CROSSCOMPILING)
        set(spec "~[native]")
    endif()
    catch_discover_tests(${target} TEST_SPEC ${spec} TEST_PREFIX "${folder}: " PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

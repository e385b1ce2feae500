# Arrow and Parquet as the PyPI wheel `pyarrow` carries them, since Debian 12 has neither. Sets the imported target
# Atelier::parquet and ATELIER_ARROW_DIR. Optional: without it .parquet files are neither read nor written.
if(NOT ATELIER_ARROW_DIR)
    set(_cache "$ENV{XDG_CACHE_HOME}")
    if(NOT _cache)
        set(_cache "$ENV{HOME}/.cache")
    endif()
    file(GLOB _candidates "$ENV{ATELIER_ARROW}" "${_cache}/atelier/venv/lib/python3.*/site-packages/pyarrow")
    foreach(_candidate IN LISTS _candidates)
        if(EXISTS "${_candidate}/include/parquet/arrow/reader.h")
            set(ATELIER_ARROW_DIR "${_candidate}" CACHE PATH "Folder `pyarrow` of the PyPI wheel")
            break()
        endif()
    endforeach()
endif()
# The wheel names them by their version alone: libarrow.so.2600.
if(ATELIER_ARROW_DIR)
    file(GLOB _arrow "${ATELIER_ARROW_DIR}/libarrow.so.*[0-9]")
    file(GLOB _parquet "${ATELIER_ARROW_DIR}/libparquet.so.*[0-9]")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Parquet
    REQUIRED_VARS ATELIER_ARROW_DIR _arrow _parquet
    REASON_FAILURE_MESSAGE "run packaging/setup, or set ATELIER_ARROW_DIR to the wheel's folder `pyarrow`")

if(Parquet_FOUND AND NOT TARGET Atelier::parquet)
    list(GET _arrow 0 _arrow)
    list(GET _parquet 0 _parquet)
    add_library(Atelier::parquet INTERFACE IMPORTED)
    target_include_directories(Atelier::parquet SYSTEM INTERFACE ${ATELIER_ARROW_DIR}/include)
    target_link_libraries(Atelier::parquet INTERFACE ${_parquet} ${_arrow})
    target_link_options(Atelier::parquet INTERFACE LINKER:-rpath,${ATELIER_ARROW_DIR})
endif()

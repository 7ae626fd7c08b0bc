@echo off
rem Finds a Python and starts the host kit with it; nothing is unpacked or installed.
setlocal
set "KIT=%~dp0counterpart-host.py"
if defined COUNTERPART_PYTHON (
    "%COUNTERPART_PYTHON%" -B -E -s "%KIT%" %*
    goto :end
)
where py >nul 2>nul
if not errorlevel 1 (
    py -3 -B -E -s "%KIT%" %*
    goto :end
)
where python >nul 2>nul
if not errorlevel 1 (
    python -B -E -s "%KIT%" %*
    goto :end
)
echo counterpart-host: Python 3.9 or newer is needed, and no Python was found.>&2
echo Name one with COUNTERPART_PYTHON, or carry the build that needs no Python at all.>&2
exit /b 3
:end
exit /b %errorlevel%

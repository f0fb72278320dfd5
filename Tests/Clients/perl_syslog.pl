# Sends two records through Perl's Sys::Syslog over TCP: LF and NUL end each.
use strict;
use warnings;
use Sys::Syslog qw(:standard :extended);

setlogsock({ type => "tcp", port => $ARGV[0], host => "127.0.0.1" });
openlog("perlt", "ndelay,pid", "local0");
syslog("info", "perl %s", "one");
syslog("err", "perl two");
closelog();

"""A picture as a telephone takes it: HEIC, half red and half white, with its camera and time."""

import zlib
from base64 import b85decode

# Made with libheif and x265 of 32 by 16 points of our own: nothing here can write such a file.
_PACKED = (
    b"c-muNV30{GsVvAy%}izhg51nBLl8SRGck>UfpKqcYDppk1Sn>t<P<^K3<a6VB@Af5Br_);Y>0~k0}}%yh{gC2LIX"
    b"h@Pz(r|?BOCIKx~njnU@CUfn-I2oK&zfpqh-bWJ3ldK}L`g*NRNAa=wDhl3WI;N`^m~1w{ow`c7s+az2nQ1?qKXW"
    b"CjUM04tLF!0_kqj~@&S{LBeJ9TE<VJdFSUgA_1>R4{{(+%6`EM4+Um6C)#<%mRf*)@iTS&3g7galwHG1_qu6kZ?;"
    b"9P&Jzi<H6#Coj^N;lk;<m@{)5ZfTFw%Y(OOpBALYnsZifKK(R)0P9n%*3Q)HTfaw4K|33hQ0g%1`4GV#S%!*8qMr"
    b"IBU4j?6wS&$2h3PuJ-)<z~~))pXJDzhjx4Jyu;oKl<&4ttQvyK++!L6H=t!MHw1Jb22pKd<)xpQ`=;<&g=W3K^FF"
    b"KeYO4+4J+CPb_4Aduz!wmZHO-m+Mry$ksC64s)8?S~S(g>5{^gM_&Y&wVu=bmU;V5Oheb>oDE^O_w0NB_>Z6Xo&?"
    b"5ppy_OoDDm}W&;s%}7?>FOA?^oaHAW*aTLg&Bz)_x>lUk6GpO>oOo0y$i#9(A#WM*YxX=PxnU}$1xU}|MxzyJVhL"
    b"zlJ"
)


def heic() -> bytes:
    """A picture of 32 by 16 points."""
    return zlib.decompress(b85decode(_PACKED))

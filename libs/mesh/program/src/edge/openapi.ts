import { Public } from '@atelier/access';
import { Controller, Get, type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Holds the OpenAPI document of the program's routes. Made at the first request, so that starting stays quick. */
@Injectable()
export class OpenApiDocument {
  private application?: INestApplication;
  private document?: OpenAPIObject;

  describe(application: INestApplication): void {
    this.application = application;
  }

  get(): OpenAPIObject {
    if (!this.application) throw new Error('OpenApiDocument.describe has not been called.');
    this.document ??= SwaggerModule.createDocument(this.application, configuration());
    return this.document;
  }
}

@Controller('api/ml')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  /** The OpenAPI 3 document of every route of this program. */
  @Get('openapi.json')
  @Public()
  openapi(): OpenAPIObject {
    return this.document.get();
  }
}

function configuration() {
  return new DocumentBuilder()
    .setTitle('Atelier')
    .setDescription('Tables in, watched models out. Failures are RFC 9457 problem details; see docs/errors for every code.')
    .setVersion('1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key' })
    .addSecurityRequirements('bearer')
    .build();
}
